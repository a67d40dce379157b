/**
 * @module Somebody who types while patches arrive (in the page): focuses fields, writes, selects; and complains when focus,
 * selection or text are gone though the field is still part of the page. Fields are known by their names.
 */
import type { Random } from "./random.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

interface Typed {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** A user with one field at a time. */
export class User {
  readonly #random: Random;
  #field: Field | null = null;
  #typed: Typed = { value: "", from: 0, to: 0 };

  constructor(random: Random) {
    this.#random = random;
  }

  /** Perhaps goes to another field, and types. What was typed into the field before is taken back. */
  act(): void {
    const random = this.#random;
    if (!this.#field?.isConnected || random.chance(0.3)) {
      if (this.#field) this.#field.value = this.#field.defaultValue;
      const fields = [...document.querySelectorAll<Field>("input[name], textarea[name]")];
      this.#field = fields.length > 0 ? random.pick(fields) : null;
      this.#field?.focus();
    }
    if (!this.#field) return;
    if (random.chance(0.7)) this.#field.value = random.edit(this.#field.value);
    const length = this.#field.value.length;
    const from = random.below(length + 1);
    const to = from + random.below(length - from + 1);
    this.#field.setSelectionRange(from, to);
    this.#typed = { value: this.#field.value, from, to };
  }

  /** @param html the page that is shown now. @returns what was lost, or null */
  complain(html: string): string | null {
    const field = this.#field;
    if (!field) return null;
    if (!field.isConnected) {
      return html.includes(`name="${field.name}"`) ? `the field ${field.name} was replaced` : null;
    }
    if (document.activeElement !== field) return `focus of ${field.name} is gone`;
    const { value, from, to } = this.#typed;
    const now = [field.value, field.selectionStart, field.selectionEnd];
    return JSON.stringify(now) === JSON.stringify([value, from, to])
      ? null
      : `${field.name} has ${JSON.stringify(now)} instead of ${JSON.stringify([value, from, to])}`;
  }
}
