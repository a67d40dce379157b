/**
 * @module An expected "no". Thrown by a handler, it rolls the turn back; its message is shown to the user (`do-error`) and
 * not logged. Everything else that a handler throws reaches a browser as a code only.
 */

/** Refuses an event with a message for the user. */
export class Refused extends Error {
  override readonly name = "Refused";
}
