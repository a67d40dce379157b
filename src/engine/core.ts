/**
 * @module A pool of instances of the core. An instance is a cache that may vanish at any call: its only residents are
 * programs, found again by their bytes. A nested call finds the pool empty and takes an instance of its own; after a trap or
 * a stack overflow the instance is dropped, since it would answer on, wrongly; above the memory limit it is dropped too,
 * since its memory never shrinks. Source: the measurements behind DESIGN §6 (raw exports, retained buffers, views).
 */
import { DormouseError } from "../errors/error.ts";

/** What the core exports. Every function returns the length of its result; where it lies is in the header. */
interface Abi {
  readonly memory: WebAssembly.Memory;
  header(): number;
  reserve(length: number): number;
  start(): void;
  note(): number;
  compile(length: number): number;
  typed(length: number): number;
  load(length: number): number;
  evaluate(program: number, length: number): number;
  html(program: number, length: number): number;
  diff(program: number, length: number): number;
  advance(program: number, length: number): number;
  resolve(length: number): number;
}

/** What an instance is given programs as. The object is the identity, the bytes are the truth. */
export interface ProgramSource {
  readonly program: Uint8Array;
}

/** Above this, an instance is replaced after the call. */
export const MAX_MEMORY_BYTES: number = 32 * 1024 * 1024;

const MIN_INPUT_BYTES = 16_384;
const utf8 = new TextDecoder();

/** One instance of the core. Views of its memory are valid until the next call. */
export class Instance {
  readonly abi: Abi;
  readonly #headerAt: number;
  readonly #handles = new WeakMap<ProgramSource, number>();
  #memory = new Uint8Array(0);
  #header = new DataView(new ArrayBuffer(8));
  #input = 0;
  #capacity = 0;
  #at = 0;

  constructor(module: WebAssembly.Module) {
    const imports: WebAssembly.Imports = {};
    for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
      // wasm-pack leaves the import of an initialiser behind that nothing of ours calls.
      if (kind === "function") (imports[from] ??= {})[name] = () => undefined;
    }
    this.abi = new WebAssembly.Instance(module, imports).exports as unknown as Abi;
    this.abi.start();
    this.#headerAt = this.abi.header();
  }

  /** All of memory. Growth detaches it, so it is asked for again after every call. */
  get bytes(): Uint8Array {
    if (this.#memory.length === 0) {
      this.#memory = new Uint8Array(this.abi.memory.buffer);
      this.#header = new DataView(this.abi.memory.buffer, this.#headerAt, 8);
    }
    return this.#memory;
  }

  /** Begins an input of at most `size` bytes. */
  begin(size: number): this {
    if (size > this.#capacity) {
      this.#capacity = Math.max(size * 2, MIN_INPUT_BYTES);
      this.#input = this.abi.reserve(this.#capacity);
    }
    this.#at = this.#input;
    return this;
  }

  /** Appends a varint. */
  varint(value: number): this {
    const bytes = this.bytes;
    let rest = value;
    while (rest > 127) {
      bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    bytes[this.#at++] = rest;
    return this;
  }

  /** Appends bytes as they are. */
  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  /** Appends length and bytes; null is empty. */
  section(bytes: Uint8Array | null): this {
    return bytes === null ? this.varint(0) : this.varint(bytes.length).raw(bytes);
  }

  /** Bytes of input so far. */
  get length(): number {
    return this.#at - this.#input;
  }

  /** The latest result. @throws what the core says */
  result(length: number): Uint8Array {
    const bytes = this.bytes;
    const at = this.#header.getUint32(0, true);
    if (length === 0) throw new DormouseError("core.malformed", "the core gave no result");
    if (bytes[at] === 0) return bytes.subarray(at + 1, at + length);
    throw coreError(utf8.decode(bytes.subarray(at + 1, at + length)));
  }

  /** The handle of a program, which is loaded when this instance does not have it. */
  handle(source: ProgramSource): number {
    let handle = this.#handles.get(source);
    if (handle === undefined) {
      this.begin(source.program.length).raw(source.program);
      const loaded = this.result(this.abi.load(this.length));
      handle = new DataView(loaded.buffer, loaded.byteOffset, 4).getUint32(0, true);
      this.#handles.set(source, handle);
    }
    return handle;
  }

  /** What the panic hook wrote, after a trap. */
  get note(): string {
    const length = this.abi.note();
    const bytes = this.bytes;
    const at = this.#header.getUint32(0, true);
    return utf8.decode(bytes.subarray(at, at + length));
  }
}

function coreError(json: string): DormouseError {
  const told = JSON.parse(json) as {
    code: DormouseError["code"];
    message: string;
    hint?: string | null;
    template?: string | null;
    line?: number;
    column?: number;
    length?: number;
    source?: string;
    chain?: string[];
  };
  const { code, message, hint, template, line = 1, column = 1, length = 1, source = "" } = told;
  return new DormouseError(code, message, {
    ...(hint ? { hint } : {}),
    ...(template ? { location: { template, line, column, length, source } } : {}),
    chain: told.chain ?? [],
  });
}

/** Whether an instance that threw this can no longer be trusted: a trap, or a stack overflow. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

/** The pool. One an isolate; shared by every session in it, and outlives them. */
export class Core {
  readonly #module: WebAssembly.Module;
  readonly #idle: Instance[] = [];
  /** Instances made so far. */
  made = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /**
   * Runs `call` with an instance. What it returns must not refer to the instance's memory.
   * @throws core.trap when the core trapped twice, in two instances, on the same input
   */
  run<T>(call: (instance: Instance) => T): T {
    try {
      return this.#once(call);
    } catch (error) {
      if (!isTrap(error)) throw error;
    }
    try {
      return this.#once(call);
    } catch (error) {
      if (!isTrap(error)) throw error;
      throw new DormouseError(
        "core.trap",
        `the core failed twice on the same input: ${String(error)}`,
        { cause: error },
      );
    }
  }

  #once<T>(call: (instance: Instance) => T): T {
    const instance = this.#idle.pop() ?? this.#make();
    let result: T;
    try {
      result = call(instance);
    } catch (error) {
      // After a trap the instance is not put back: it would answer on, wrongly.
      if (!isTrap(error)) this.#giveBack(instance);
      throw error;
    }
    this.#giveBack(instance);
    return result;
  }

  #make(): Instance {
    this.made++;
    return new Instance(this.#module);
  }

  #giveBack(instance: Instance): void {
    if (instance.abi.memory.buffer.byteLength <= MAX_MEMORY_BYTES) this.#idle.push(instance);
  }
}
