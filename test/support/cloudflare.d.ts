/** What the runtime's sources say of the Workers platform where only Node's types are there. */
declare namespace Cloudflare {
  /** Bindings of a Worker. */
  interface Env {}
}

/** Nothing of it is called in Node. */
declare module "cloudflare:workers" {
  export const env: Cloudflare.Env;
  export const exports: object;
}

/** Names a Durable Object. */
interface DurableObjectId {
  toString(): string;
}
