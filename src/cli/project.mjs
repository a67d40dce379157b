/**
 * @module Builds what this project generates for itself: the client script as a module that the Worker serves, the programs of the
 * gallery, and the texts of its examples. Nothing is written that did not change, so that watchers stay quiet.
 */
import { buildClient } from "./client.mjs";
import { buildSources } from "./gallery.mjs";
import { main } from "./main.ts";

try {
  await buildClient();
  buildSources("examples", ".dormouse");
  process.exitCode = await main(["build", "examples", ...process.argv.slice(2)]);
} catch (error) {
  // The bundler has printed what is wrong with the client's sources; anything else has not been seen yet.
  if (!Array.isArray(error?.errors)) throw error;
  process.exitCode = 1;
}
