#!/usr/bin/env node
/**
 * @module The `dormouse` command. Runs the published JavaScript, or, in the project itself, the TypeScript (Node strips types only
 * outside node_modules).
 */
import { existsSync } from "node:fs";

const source = new URL("./main.ts", import.meta.url);
const built = new URL("../../dist/cli/main.js", import.meta.url);
const inProject = existsSync(source) && !source.pathname.includes("/node_modules/");
const { main } = await import(inProject ? source.href : built.href);
process.exitCode = await main(process.argv.slice(2));
