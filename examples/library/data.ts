/**
 * @module The library's database. Queries of these relations read from it, and its writes are heard by pages that show the rows.
 */
import { database } from "dormouse-live";
import { relations } from "./schema.ts";

declare module "dormouse-live" {
  interface Register {
    readonly relations: typeof relations;
  }
}

export const db = database(relations, "DB");
