/**
 * @module The compiled core as a `WebAssembly.Module`: one layout for wrangler, the Vitest plugin and Node. A `.js` file,
 * since TypeScript 7.0.2 cannot read `import source` (TS1005).
 */
import source module from "../../wasm/pkg/core_bg.wasm";

export default module;
