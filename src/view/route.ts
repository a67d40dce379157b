/**
 * @module The parameters of a route, `/board/:id`, in the address of a page: its URL with the route's pattern as fragment,
 * `/board/7?show=open#/board/:id`. No fragment ever reaches a server, so that one in an address is ours. It goes wherever
 * the address goes: into the token, to the session, into its record. A parameter is one whole segment of the path.
 */

/** A segment that an address cannot have, or that would lead elsewhere. */
const NO_SEGMENT = /^\.{0,2}$/;

function namesOf(pattern: string): (string | undefined)[] {
  return pattern.split("/").map((segment) => /^:([^?{]+)/.exec(segment)?.[1]);
}

/** The parameters that a pattern names. */
export function parametersOf(pattern: string): string[] {
  return namesOf(pattern).filter((name) => name !== undefined);
}

/** The address of a page that was asked for as `url`. @param pattern as the router has it */
export function addressOf(url: URL, pattern: string): URL {
  const address = new URL(url);
  address.hash = parametersOf(pattern).length === 0 ? "" : encodeURI(pattern);
  return address;
}

/** Which segment of the path is which parameter. */
export function placesOf(address: URL): ReadonlyMap<string, number> {
  const names = namesOf(decodeURI(address.hash.slice(1)));
  return new Map(names.flatMap((name, at) => (name === undefined ? [] : [[name, at] as const])));
}

/** What the path says at a place; undefined: it is shorter. */
export function segmentAt({ pathname }: URL, place: number): string | undefined {
  const segment = pathname.split("/")[place];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign: what is there, as it is there.
    return segment;
  }
}

/** Puts a text into the path. One that cannot be a segment leaves it as it is. */
export function putSegment(address: URL, place: number, text: string): void {
  if (NO_SEGMENT.test(text)) return;
  const segments = address.pathname.split("/");
  segments[place] = encodeURIComponent(text);
  address.pathname = segments.join("/");
}

/** The URL of an address, as everybody else knows it. */
export function urlOf(address: string): URL {
  const url = new URL(address);
  url.hash = "";
  return url;
}
