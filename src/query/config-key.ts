/**
 * @module A config as text, by which two are known to ask for the same without SQL being made of them. A copy, since an author may change
 * an object that a config holds; what text cannot stand for (functions, SQL) makes a config unlike any other.
 */
import { isContains } from "./contains.ts";

/** Equal texts: equal configs. Null: it cannot be told. */
export function configKey(config: object): string | null {
  let isTold = true;
  const text = JSON.stringify(
    config,
    function (this: Record<string, unknown>, name, value: unknown) {
      // As it was before `toJSON`.
      const own = this[name];
      switch (typeof own) {
        case "undefined":
          return { $: "undefined" };
        case "bigint":
          return { $: String(own) };
        case "number":
          return Number.isFinite(own) && !Object.is(own, -0)
            ? own
            : { $: `number ${own} ${1 / own}` };
        case "object":
          if (own === null || Array.isArray(own)) return own;
          if (own instanceof Date) return { $: own.getTime() };
          if (isContains(own)) return { $: "contains", ...own };
          if (Object.getPrototypeOf(own) !== Object.prototype || "$" in own) isTold = false;
          return own;
        case "function":
        case "symbol":
          isTold = false;
          return null;
        case "string":
        case "boolean":
          return value;
      }
    },
  );
  return isTold ? text : null;
}
