/**
 * @module What a Worker's environment says of where it runs. Nothing but the value "1" is development, so that a mistake
 * never shows a visitor what only developers should see.
 */

/** Whether `DORMOUSE_DEV` is set. */
export function isDevelopment(env: unknown): boolean {
  return (
    typeof env === "object" && env !== null && "DORMOUSE_DEV" in env && env.DORMOUSE_DEV === "1"
  );
}
