/**
 * @module The app: views, templates and who is asking, put together once, when the Worker's module loads. Everything that can
 * be wrong without a request fails here.
 */
import type { Context, Handler, Hono } from "hono";
import { Core } from "../engine/core.ts";
import coreModule from "../engine/core-module.js";
import { Engine } from "../engine/engine.ts";
import type { Templates } from "../engine/types.ts";
import { DormouseError } from "../errors/error.ts";
import type { HttpApp } from "../http/app-config.ts";
import { routesOf } from "../http/routes.ts";
import { answerView } from "../http/view-handler.ts";
import { systemClock } from "../platform/clock.ts";
import { consoleLog } from "../platform/log.ts";
import type { User } from "../platform/register.ts";
import { type SessionClass, sessionClass } from "../session/durable-object.ts";
import type { Awaitable, LiveView } from "../view/live-view.ts";
import {
  type Needs,
  type RegisteredView,
  registerViews,
  type ViewClass,
} from "../view/registry.ts";

/** What the template of a view needs of it, once `dormouse build` has told. */
export type Fits<C> = C extends { readonly template: infer N extends keyof Needs }
  ? new () => LiveView & Needs[N]
  : unknown;

/** An app, as its author describes it. */
export interface AppDescription<V extends { readonly [name: string]: ViewClass }> {
  readonly views: V & { readonly [K in keyof V]: Fits<V[K]> };
  /** The module that `dormouse build` writes. */
  readonly templates: Templates;
  /** Who is asking: runs at the GET and at the socket; `this.user` of views. */
  readonly identify?: (c: Context) => Awaitable<User>;
  /** Paths of modules that every page loads after the client: `["/hooks.js"]`. Of this origin, as the policy of pages says. */
  readonly scripts?: readonly string[];
}

/** What its views are, for types alone: by it `dormouse check` finds the view of a template. */
export interface Serves<V> {
  readonly views?: V;
}

/** An app, as its Worker uses it. */
export interface Dormouse<V extends { readonly [name: string]: ViewClass }> {
  /** For `app.route("/_do", live.routes)`. */
  readonly routes: Hono;
  /** A handler that answers with a view. */
  view(view: V[keyof V]): Handler;
  /** To be extended and exported as `LiveSession`. */
  readonly LiveSession: SessionClass & Serves<V>;
}

/**
 * Puts an app together.
 * @throws view.no-template, view.no-handler, view.no-schema, view.reserved-name
 */
export function dormouse<const V extends { readonly [name: string]: ViewClass }>(
  description: AppDescription<V>,
): Dormouse<V> {
  const views = registerViews(description.views, description.templates);
  const identify = description.identify ?? (() => null);
  const scripts = description.scripts ?? [];
  const app: HttpApp = { views, identify, scripts, log: consoleLog, now: () => systemClock.now() };
  const byClass = new Map<unknown, RegisteredView>(
    [...views.values()].map((each) => [each.view, each]),
  );
  return {
    routes: routesOf(app),
    view(view) {
      const registered = byClass.get(view);
      if (registered !== undefined) return async (c) => answerView(app, c, registered);
      throw new DormouseError("view.no-template", `${view.name} is not one of the app's views`, {
        hint: "add it to dormouse({ views: { … } })",
      });
    },
    LiveSession: sessionClass({ views, engine: new Engine(new Core(coreModule)) }),
  };
}
