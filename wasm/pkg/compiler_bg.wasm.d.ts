/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const advance: (a: number, b: number) => number;
export const compile: (a: number) => number;
export const diff: (a: number, b: number) => number;
export const evaluate: (a: number, b: number) => number;
export const header: () => number;
export const html: (a: number, b: number) => number;
export const load: (a: number) => number;
export const note: () => number;
export const reserve: (a: number) => number;
export const resolve: (a: number) => number;
export const start: () => void;
export const typed: (a: number) => number;
export const unload: (a: number) => void;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_start: () => void;
