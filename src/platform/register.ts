/**
 * @module Types that an app declares once, for all of its views.
 */

/** App-wide types by augmentation: `{ user: User | null; relations: typeof relations }`. */
export interface Register {}

/** What `identify` returns. */
export type User = Register extends { user: infer U } ? U : unknown;
