/**
 * @module From state to what a page shows: encode, evaluate, and either a patch from what it showed before or the whole page.
 * A patch never crosses builds, and starts only from a frame that the page is known to have.
 */
import type { Rendered } from "../engine/types.ts";
import type { Path } from "../protocol/key.ts";
import { MAX_FORMER_FRAME_BYTES, MAX_STORED_FRAME_BYTES } from "../protocol/limits.ts";
import type { BlockDefinition, Island } from "../protocol/page.ts";
import type { SessionRecord } from "../platform/storage.ts";
import type { ServerMessage } from "../protocol/server-messages.ts";
import type { LiveView } from "../view/live-view.ts";
import type { RegisteredView } from "../view/registry.ts";
import { addBlocks, hasBlock } from "./known-blocks.ts";
import type { SessionApp, SessionEngine } from "./ports.ts";
import type { Instance, Picture, Resident } from "./resident.ts";

/** A picture, and how a page gets from the old one to it. */
export interface Development {
  readonly picture: Picture;
  /** Null: there is no way but the whole page. */
  readonly patch: { readonly ops: Uint8Array; readonly blocks: readonly number[] } | null;
}

/** The picture of `view`, from nothing. @throws engine.*, core.*, html.unbalanced */
export function evaluate(
  engine: SessionEngine,
  { template }: RegisteredView,
  view: LiveView,
): Picture {
  const values = engine.encode(template, view);
  const { frame } = engine.evaluate(template, values, null, null);
  return { frame, values, isShown: true };
}

/** {@link evaluate}, with the rows that the view asks for. @throws query.* as well */
export async function paint(
  engine: SessionEngine,
  registered: RegisteredView,
  { view, queries }: Instance,
): Promise<Picture> {
  await queries.read();
  return evaluate(engine, registered, view);
}

/** A woken session whose frame was too large to be stored looks at its state again. The page may show something else. */
export async function recall(engine: SessionEngine, resident: Resident): Promise<void> {
  if (resident.picture !== null || !resident.isCurrent) return;
  const picture = await paint(engine, resident.registered, resident.instance());
  resident.evaluated({ ...picture, isShown: false });
}

/** The picture of `view` after the resident's. @throws engine.*, core.*, html.unbalanced */
export function develop(
  engine: SessionEngine,
  resident: Resident,
  view: LiveView,
  forced: (next: Uint8Array) => Path | null,
): Development {
  const { template } = resident.registered;
  const before = resident.picture;
  if (before === null || !before.isShown || !resident.isCurrent) {
    return { picture: evaluate(engine, resident.registered, view), patch: null };
  }
  const values = engine.encode(template, view, before.values);
  const next = engine.advance(template, values, before, null);
  const path = forced(next.frame);
  const patch = path === null ? next : engine.diff(template, before.frame, next.frame, path);
  return { picture: { frame: next.frame, values, isShown: true }, patch };
}

/** The frame as it is stored. */
export function storable(frame: Uint8Array): Uint8Array | null {
  return frame.length <= MAX_STORED_FRAME_BYTES ? frame : null;
}

/** The page itself, which no patch ever creates. */
const ROOT_BLOCK = 0;

function withoutHtml({ first, shape }: BlockDefinition): BlockDefinition {
  return { first, shape };
}

/**
 * The columns that go with a program. What the page shows by the old one is kept until the page is known to show the new
 * one: its snap may be lost, and memory after that, and what was clicked meanwhile still means the old page.
 * @param confirmed a seq that the page is known to have reached; -1: none
 */
export function buildColumns(
  { record, picture, ring }: Resident,
  {
    build,
    seq,
    confirmed,
  }: { readonly build: string; readonly seq: number; readonly confirmed: number },
): Pick<SessionRecord, "build" | "since" | "formerFrame" | "formerFrom" | "formerTo"> {
  const { since, formerFrom, formerTo } = record;
  const formerFrame = confirmed >= since ? null : record.formerFrame;
  if (build === record.build) return { build, since, formerFrame, formerFrom, formerTo };
  if (formerFrame !== null) return { build, since: seq, formerFrame, formerFrom, formerTo };
  const isSmall = picture !== null && picture.frame.length <= MAX_FORMER_FRAME_BYTES;
  return {
    build,
    since: seq,
    formerFrame: isSmall ? picture.frame : null,
    formerFrom: ring.at(record.seq)?.from ?? record.seq,
    formerTo: record.seq,
  };
}

/** What the browser must know of a page that was rendered. */
export function islandOf(
  app: SessionApp,
  { template, marks }: RegisteredView,
  at: Pick<SessionRecord, "epoch" | "seq">,
  rendered: Rendered,
): Island {
  const blocks: Record<string, BlockDefinition> = {};
  for (const block of rendered.blocks) {
    const definition = template.blocks[block];
    if (definition !== undefined)
      blocks[String(block)] = block === ROOT_BLOCK ? withoutHtml(definition) : definition;
  }
  return {
    build: template.build,
    epoch: at.epoch,
    seq: at.seq,
    root: template.document ? "document" : "body",
    blocks,
    skeleton: rendered.skeleton,
    ...(Object.keys(marks).length > 0 ? { marks } : {}),
    ...(app.isDev ? { dev: true } : {}),
  };
}

/** Messages for a page, and the blocks that it has after them. */
export interface Saying {
  readonly messages: readonly ServerMessage[];
  readonly known: Uint8Array;
}

/** A patch, after the blocks that the page lacks for it. */
export function sayPatch(
  { template }: RegisteredView,
  known: Uint8Array,
  seq: number,
  patch: { readonly ops: Uint8Array; readonly blocks: readonly number[] },
): Saying {
  const lacking = patch.blocks.filter((block) => !hasBlock(known, block));
  const blocks = lacking.map((block) => [block, JSON.stringify(template.blocks[block])] as const);
  const message = { type: "patch", seq, ops: patch.ops } as const;
  return {
    messages: blocks.length > 0 ? [{ type: "blocks", blocks }, message] : [message],
    known: addBlocks(known, lacking),
  };
}

/** The whole page. What it knew before is forgotten: it may have been of another program. */
export function saySnap(
  app: SessionApp,
  registered: RegisteredView,
  at: Pick<SessionRecord, "epoch" | "seq">,
  frame: Uint8Array,
): Saying {
  const rendered = app.engine.render(registered.template, frame);
  const island = islandOf(app, registered, at, rendered);
  const { build, epoch, seq } = island;
  const message = {
    type: "snap",
    build,
    epoch,
    seq,
    html: rendered.html,
    island: JSON.stringify(island),
  } as const;
  return { messages: [message], known: addBlocks(new Uint8Array(0), rendered.blocks) };
}
