/**
 * @module Who a page belongs to, as 16 bytes that say nothing else. A user with an `id` is that id, so that a new name or
 * a new avatar ends no session; without one it is everything that `identify` returned.
 */

function identity(user: unknown): unknown {
  if (typeof user !== "object" || user === null || !Object.hasOwn(user, "id")) return user;
  const id: unknown = Reflect.get(user, "id");
  return typeof id === "string" || typeof id === "number" || typeof id === "bigint"
    ? [String(id)]
    : user;
}

/** The order of an object's fields means nothing. */
function canonical(value: unknown): unknown {
  if (typeof value === "bigint") return [String(value)];
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, item]) => [name, canonical(item)]);
}

/** 32 hexadecimal digits. Equal for equal users; for nobody as well. */
export async function principalOf(user: unknown): Promise<string> {
  const nobody = user === null || user === undefined;
  const text = nobody ? "" : (JSON.stringify(canonical(identity(user))) ?? "");
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(`${nobody ? 0 : 1}${text}`),
  );
  return Array.from(new Uint8Array(digest, 0, 16), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
