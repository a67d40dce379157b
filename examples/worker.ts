/**
 * @module The gallery: one Worker with every example, each in a folder of its own.
 */
import { dormouse } from "dormouse-live";
import { Hono } from "hono";
import { sources } from "../.dormouse/sources.js";
import { templates } from "../.dormouse/templates.js";
import { Counter } from "./counter/counter.ts";
import { Dashboard } from "./dashboard/dashboard.ts";
import { Home } from "./home/home.ts";
import { Book } from "./library/book.ts";
import { Library } from "./library/library.ts";
import { Search } from "./search/search.ts";
import { Table } from "./table/table.ts";
import { Todo } from "./todo/todo.ts";

const live = dormouse({
  views: { Home, Counter, Todo, Table, Search, Dashboard, Library, Book },
  templates,
  scripts: ["/gallery.js"],
});
const app = new Hono();

app.route("/_do", live.routes);
app.get("/", live.view(Home));
app.get("/counter", live.view(Counter));
app.get("/todo", live.view(Todo));
app.get("/table", live.view(Table));
app.get("/search", live.view(Search));
app.get("/dashboard", live.view(Dashboard));
app.get("/library", live.view(Library));
app.get("/library/:id", live.view(Book));

/** Class and template of an example, for «View source». */
app.get("/source/:example", (c) => {
  const files = sources.get(c.req.param("example"));
  return files === undefined ? c.notFound() : c.json(files.map(([name, text]) => ({ name, text })));
});

/** One per page: Cloudflare finds the class by its name. */
export class LiveSession extends live.LiveSession {}

/** One per database: pages that show its rows hear of changes. */
export class Room extends live.Room {}

export default app;
