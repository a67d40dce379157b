/**
 * @module The library's database. Queries of these relations read from it, and its writes are heard by pages that show the rows.
 */
import { database } from "dormouse-live";
import { relations } from "./schema.ts";

export const db = database(relations, "DB");
