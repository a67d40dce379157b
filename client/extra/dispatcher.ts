/**
 * @module All that an event can mean: modifiers, key filters, commands, what the browser adds, questions, pace, events of
 * the window. The nearest element with a handler that wants the event gets it; events of the window concern every element.
 */
import type { HandlerMarks } from "../../src/protocol/page.ts";
import type { Value } from "../../src/protocol/value.ts";
import type { Handler, Host, Said } from "../ports.ts";
import { runCommand } from "./commands.ts";
import { contribution, controlsOf } from "./fields.ts";
import { isKey } from "./keys.ts";
import type { Navigation } from "./navigation.ts";
import type { Paces } from "./pace.ts";

type AnyEvent = KeyboardEvent & MouseEvent;

const PACE = /^do-(debounce|throttle|confirm)$/;

/** What the core does with events as well. */
export interface Tools {
  /** What controls say now of a contribution. */
  readonly contribution: (name: string, element: Element, event: Event) => Said;
  /** The control that an event on an element is about. */
  readonly controlOf: (element: Element, event: Event) => Element;
  /** Whether the browser would leave the page, or send a form, if one let it. */
  readonly leads: (element: Element, type: string) => boolean;
  /** Whether the event opens a link elsewhere. */
  readonly isElsewhere: (element: Element, event: Event) => boolean;
  /** Sets a control back to what the page says. */
  readonly undo: (control: Element) => void;
}

/** Runs handlers. */
export class Dispatcher<H extends Handler> {
  readonly #host: Host<H>;
  readonly #tools: Tools;
  readonly #paces: Paces<H>;
  readonly #navigation: Pick<Navigation, "follow">;
  /** Handlers that wanted one event and had it. */
  readonly #done = new WeakSet<H>();

  constructor(
    host: Host<H>,
    tools: Tools,
    paces: Paces<H>,
    navigation: Pick<Navigation, "follow">,
  ) {
    this.#host = host;
    this.#tools = tools;
    this.#paces = paces;
    this.#navigation = navigation;
  }

  /** An event of an element, from where it happened outwards. */
  dispatch(type: string, event: Event, said: Said | undefined): void {
    // What an input method is still working on is not a key press.
    if ((event as AnyEvent).isComposing && type.startsWith("key")) return;
    for (
      let element = event.target as Element | null;
      element && !this.offer(element, type, event, said);
    )
      element = element.parentElement;
  }

  /** Runs the handlers of an element that want the event. @returns whether there are any */
  offer(element: Element, type: string, event: Event, said?: Said): boolean {
    const handlers = this.#host.page
      .handlers(element)
      .filter((handler) => this.#wants(handler, type, event));
    if (!this.#tools.isElsewhere(element, event))
      for (const handler of handlers) this.#run(handler, event, said);
    return handlers.length > 0;
  }

  #wants(handler: H, type: string, event: Event): boolean {
    const { modifiers, element } = handler;
    const admits = (name: string): boolean =>
      /^(prevent|stop|once|)$/.test(name) ||
      (name === "self" ? event.target === element : isKey(name, event as AnyEvent));
    return (
      handler.type === type &&
      !this.#done.has(handler) &&
      !element.matches(":disabled") &&
      modifiers.split(".").every(admits)
    );
  }

  /** How calls of the handler are paced: as the element says, else as the handler's decorators say. */
  #paceOf({ element, handler }: H): HandlerMarks {
    const { page } = this.#host;
    const own: Record<string, unknown> = {};
    for (const { type, commands } of page.handlers(element)) {
      const value = (commands[0] as readonly unknown[] | undefined)?.[0];
      if (PACE.test(type)) own[type.slice(3)] = type === "do-confirm" ? value : Number(value);
    }
    const { confirm, ...pace } = page.marks[handler] ?? {};
    const isPaced = "debounce" in own || "throttle" in own;
    return { ...(confirm && { confirm }), ...(!isPaced && pace), ...own };
  }

  #run(handler: H, event: Event, said: Said | undefined): void {
    const { element, commands, modifiers } = handler;
    const { leads, undo, controlOf } = this.#tools;
    // No name of a key contains one of these.
    const has = (name: string): boolean => modifiers.includes(name);
    const pace = this.#paceOf(handler);
    if (has("prevent") || leads(element, event.type)) event.preventDefault();
    if (has("stop")) event.stopPropagation();
    if (pace.confirm && !confirm(pace.confirm)) {
      // A checkbox was toggled already, a field changed.
      event.preventDefault();
      return undo(controlOf(element, event));
    }
    if (has("once")) this.#done.add(handler);
    let finish: (() => void) | undefined;
    for (const step of commands.includes(0) ? commands : [0, ...commands]) {
      if (Array.isArray(step)) this.#command(element, event, step);
      else if (handler.handler) finish = this.#call(handler, event, pace, said);
    }
    finish?.();
  }

  #command(element: Element, event: Event, [name, selector]: readonly string[]): void {
    if (name !== "patch") return runCommand(element, name, selector);
    this.#paces.flush(() => true);
    this.#navigation.follow(element, event);
  }

  /** Sends a call, now or later. @returns what is to be done after all commands */
  #call(
    handler: H,
    event: Event,
    pace: HandlerMarks,
    said: Said | undefined,
  ): (() => void) | undefined {
    const { contributes, element } = handler;
    const { issue, page } = this.#host;
    const { controlOf, contribution: controlsSay } = this.#tools;
    const say = (then: Said): Value => contribution(contributes, element, event, then);
    const now = contributes ? say(controlsSay(contributes, element, event)) : undefined;
    const data = now === undefined || said === undefined ? now : say(said);
    // Somebody went on typing while this script was loaded.
    const isLate = JSON.stringify(now) !== JSON.stringify(data);
    const send = (): (() => void) => {
      const id = issue(handler, data);
      const form = contributes === "form" && controlsOf(element);
      return () => page.called(id, handler, form || [controlOf(element, event)], isLate);
    };
    this.#paces.flush((other) => other !== handler);
    if (!pace.debounce && !pace.throttle) return send();
    // What is gone by then offers nothing any more.
    this.#paces.take(handler, pace, () => element.isConnected && send()());
    return undefined;
  }
}
