/**
 * @module What a page knows of itself: the island beside the HTML, and the definitions of blocks. Made by the server from
 * what the core says, read once by the browser.
 */
import type { Build } from "./client-messages.ts";

/** One instruction or operand of a shape; see SPEC, «Shapes». */
export type ShapeItem = number | string | readonly ShapeItem[];

/** The walk over a block's nodes that finds its holes. */
export type Shape = readonly ShapeItem[];

/** One number or key of a skeleton; see SPEC, «Skeleton». */
export type SkeletonItem = number | string;

/** What the browser needs of a block. `html` is there when the block may have to be created. */
export interface BlockDefinition {
  /** Number of its first hole. */
  readonly first: number;
  readonly shape: Shape;
  readonly html?: string;
  /** "svg" or "math": the namespace that its HTML is parsed in. */
  readonly ns?: string;
}

/** How the browser paces the calls of a handler. */
export interface HandlerMarks {
  /** Wait until nothing more came for so many ms, */
  readonly debounce?: number;
  /** but no longer than so many. */
  readonly maxWait?: number;
  /** The first and the last within so many ms. */
  readonly throttle?: number;
  /** What to ask before. */
  readonly confirm?: string;
}

/** The data island of a page, `<script type="application/json" id="dormouse">`. */
export interface Island {
  readonly build: Build;
  readonly epoch: number;
  readonly seq: number;
  /** Where the root block begins: the document itself or the content of `<body>`. */
  readonly root: "document" | "body";
  /** What the browser presents at the handshake. Absent in a `snap`: the page keeps its own. */
  readonly token?: string;
  /** Definitions of the blocks that the page shows, by number. */
  readonly blocks: { readonly [block: string]: BlockDefinition };
  readonly skeleton: readonly SkeletonItem[];
  /** Handlers that are paced or asked about. Absent: none. */
  readonly marks?: { readonly [handler: string]: HandlerMarks };
  /** Development: errors may be shown, reconnecting waits for nothing. */
  readonly dev?: true;
}

/** `id` of the island's element. */
export const ISLAND_ID = "dormouse";
