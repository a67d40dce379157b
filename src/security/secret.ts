/**
 * @module The one secret of an app, `DORMOUSE_SECRET`: keys are derived from it, it is never used or shown itself.
 */
import { DormouseError } from "../errors/error.ts";

/** A shorter secret could be guessed. */
const MIN_SECRET_LENGTH = 16;

/** The secret of `env`. @throws token.secret-missing */
export function secretOf(env: unknown): string {
  const secret =
    typeof env === "object" && env !== null && "DORMOUSE_SECRET" in env
      ? env.DORMOUSE_SECRET
      : undefined;
  if (typeof secret === "string" && secret.length >= MIN_SECRET_LENGTH) return secret;
  const what = typeof secret === "string" && secret !== "" ? "is too short" : "is not set";
  throw new DormouseError("token.secret-missing", `DORMOUSE_SECRET ${what}`, {
    hint: "run `wrangler secret put DORMOUSE_SECRET` with at least 16 random characters; locally put it into .dev.vars",
  });
}
