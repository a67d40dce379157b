/**
 * @module `npm start`: the gallery at http://localhost:8787, from a fresh clone. wrangler builds client script and programs
 * (`[build]` in wrangler.toml) and does so again when a template or the client changes.
 */
import { prepareData } from "./gallery-data.mjs";
import { become, giveUp, say, setup } from "./setup.mjs";

const port = process.env.PORT ?? "8787";
if (!/^\d+$/.test(port)) giveUp(`PORT is ${JSON.stringify(port)}, not a number`);

const state = ".wrangler/state";
setup();
prepareData(state);
say(`the gallery will be at http://localhost:${port}`);
become("wrangler", [
  "dev",
  "--port",
  port,
  "--persist-to",
  state,
  "--var",
  "DORMOUSE_DEV:1",
  ...process.argv.slice(2),
]);
