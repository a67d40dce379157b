/** What the runtime's sources say of the Workers platform where only Node's types are there. */
declare namespace Cloudflare {
  /** Bindings of a Worker. */
  interface Env {}
}
