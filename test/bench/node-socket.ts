/**
 * @module Node's `fetch` and WebSocket as `HeadlessPage` wants them: a handshake is a request whose response has a socket.
 */
import type { Fetcher } from "../support/headless-page.ts";

/** What Node's WebSocket takes beside what the standard says. */
type Dial = new (
  url: string,
  options: { readonly protocols: readonly string[]; readonly headers: object },
) => WebSocket & { accept?: () => void };

function connect(url: URL, request: Request): Promise<Response> {
  const protocols = (request.headers.get("sec-websocket-protocol") ?? "").split(", ");
  const socket = new (WebSocket as unknown as Dial)(url.href.replace("http", "ws"), {
    protocols,
    headers: { origin: url.origin },
  });
  socket.accept = () => undefined;
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () =>
      resolve({ status: 101, webSocket: socket } as unknown as Response),
    );
    socket.addEventListener("error", () => reject(new Error(`no connection to ${url.href}`)));
  });
}

/** Requests of a headless page, sent to the server at `base`. */
export function fetcherTo(base: URL): Fetcher {
  return (request) => {
    const { pathname, search } = new URL(request.url);
    const url = new URL(pathname + search, base);
    return request.headers.has("upgrade")
      ? connect(url, request)
      : fetch(url, { headers: { "sec-fetch-dest": "document" } });
  };
}
