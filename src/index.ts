/**
 * @module What apps import from `dormouse-live`. The only file that re-exports.
 */
export {
  type AppDescription,
  type Dormouse,
  dormouse,
  type Fits,
  type Serves,
} from "./app/dormouse.ts";
export type { CompiledTemplate, Templates } from "./engine/types.ts";
export { DormouseError, isDormouseError } from "./errors/error.ts";
export type * from "./platform/register.ts";
export { contains } from "./query/contains.ts";
export { type ComputedOf, database } from "./query/database.ts";
export { explain } from "./query/field.ts";
export { query } from "./query/query.ts";
export type { Also, QueryConfig, RowOf, Rows } from "./query/types.ts";
export type { SessionClass } from "./session/durable-object.ts";
export type { ConnectionRecord, Observe, Tally } from "./session/tally.ts";
export {
  confirm,
  debounce,
  decorate,
  event,
  type Mark,
  type MethodOf,
  rateLimit,
  throttle,
} from "./view/decorators.ts";
export { type Awaitable, type Live, LiveView, type Opening } from "./view/live-view.ts";
export { Refused } from "./view/refused.ts";
export type { Needs, TemplateName, ViewClass } from "./view/registry.ts";
export { choice, flag, type Input, number, type Output, type Schema, text } from "./view/schema.ts";
export { task, type Task, type Work } from "./view/task.ts";
export { type FieldOf, type Plain, url, type UrlOptions, type Wide } from "./view/url.ts";
