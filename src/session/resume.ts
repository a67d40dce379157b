/**
 * @module A page that is loaded again gets the HTML of its session as it stands: no mount, no flash. The tab that had the
 * session loses it by that, so a cookie that comes twice (a prefetch, a second tab) resumes nothing: whoever is next takes a
 * page of its own, until somebody is there again.
 */
import type { SessionRecord } from "../platform/storage.ts";
import type { OpenRequest, OpenResult } from "../rpc/open.ts";
import { sayPage } from "./first-page.ts";
import { refresh, withPage } from "./hello.ts";
import type { Surroundings } from "./ports.ts";
import type { Resident } from "./resident.ts";

/** Whether the page with that nonce was the last that was there: who took it over may not be there yet. */
export function wasThere({ nonce, former }: SessionRecord, page: string): boolean {
  return (nonce === "" ? former[0]?.nonce : nonce) === page;
}

/** Whether a GET may have what this session is. */
export function mayHave({ record, registered }: Resident, request: OpenRequest): boolean {
  const { resume = "refresh" } = registered.view;
  const isOwn = record.principal === request.principal && record.view === request.view;
  return resume === "refresh" && isOwn && record.url === request.url;
}

/** The page as it stands, for whoever asks first; null: not for this request. @throws engine.*, core.*, storage */
export async function takeResume(
  around: Surroundings,
  resident: Resident,
  request: OpenRequest,
): Promise<OpenResult | null> {
  if (!mayHave(resident, request) || resident.record.nonce === "") return null;
  const { app } = around;
  const [refreshed, picture] = await refresh(around, resident, -1);
  const after: SessionRecord = { ...resident.record, ...refreshed };
  const columns = { ...refreshed, ...withPage(after, ""), user: request.user, mark: after.seq };
  resident.commit({ columns, rejected: null, picture });
  return sayPage(app, resident, { status: 200, setCookies: [] });
}
