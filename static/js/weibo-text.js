// Weibo's own length and what it shows differently. The server counts the same way (weibo/text/length.py,
// content/queries/weibo_text.py); tests/content/test_weibo_text_js.py compares both on thousands of texts.
(() => {
  // Capitals are spelt out: ignoring case in Unicode mode would take the long s for an s, which the server does not.
  const URL = /[Hh][Tt][Tt][Pp][Ss]?:\/\/[A-Za-z0-9][-A-Za-z0-9_$.+!*'()/,:;@&=?~#%|]*/g;
  const MARK = new RegExp(
    `(?<link>${URL.source})|(?<topic>#[^#\\r\\n]{1,64}#)|(?<mention>@[0-9A-Za-z_\\-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff]{1,30})|(?<emoticon>\\[[^\\[\\]\\t\\n\\v\\f\\r ]{1,16}\\])`,
    "gu",
  );
  const LIMIT = 140;
  const SOFT = 130;

  // One half up to U+0080, two for every other UTF-16 code unit.
  const halves = (text) => {
    let total = 0;
    for (let at = 0; at < text.length; at += 1) total += text.charCodeAt(at) <= 0x80 ? 1 : 2;
    return total;
  };

  const length = (text) => {
    const trimmed = text.trim();
    let total = 0;
    let end = 0;
    for (const match of trimmed.matchAll(URL)) {
      total += halves(trimmed.slice(end, match.index)) + 20 + Math.max(0, match[0].length - 140);
      end = match.index + match[0].length;
    }
    return Math.ceil((total + halves(trimmed.slice(end))) / 2);
  };

  const pieces = (text) => {
    const found = [];
    let end = 0;
    for (const match of text.matchAll(MARK)) {
      if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
      const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
      found.push({ kind, text: match[0] });
      end = match.index + match[0].length;
    }
    if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
    return found;
  };

  const hasLink = (text) => text.search(URL) >= 0;
  // As content/lint/draft.py: does a text need the account's own link added?
  const isUnder = (url, domain) => {
    const host = (/^https?:\/\/([^/?#:]*)/i.exec(url)?.[1] || "").toLowerCase();
    return host === domain || host.endsWith(`.${domain}`);
  };
  const needsLink = (text, link, domain) => {
    const found = text.match(URL) || [];
    if (!link) return false;
    return !found.length || Boolean(domain && isUnder(link, domain) && !found.some((url) => isUnder(url, domain)));
  };
  const api = { LIMIT, SOFT, length, pieces, hasLink, needsLink };
  if (typeof window === "undefined") globalThis.weiboText = api; else window.weiboText = api;
})();
