import type { HttpsResponse } from "../../host/types.ts";
import type { PageFindings } from "./findings.ts";

/** In characters; beyond it nothing helps to recognize a server. */
const LONGEST = 100;

/** What tells which server it is that answers in place of an API server. */
export function pageOf({ headers, text }: Pick<HttpsResponse, "headers" | "text">): PageFindings {
  const title = /<title[^>]*>([^<]*)/i.exec(text.slice(0, 64 << 10))?.[1]?.trim();
  return {
    ...short("contentType", headers["content-type"]),
    ...short("software", headers.server),
    ...short("title", title),
    ...short("location", headers.location),
  };
}

function short(name: keyof PageFindings, text: string | undefined): PageFindings {
  return text === undefined || text === "" ? {} : { [name]: text.slice(0, LONGEST) };
}
