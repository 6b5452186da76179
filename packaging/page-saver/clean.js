// Writes the document that is seen as HTML of nothing but the elements and attributes listed here. It runs in the page,
// and gives `pageSaver` to the functions that walk.js runs there; it changes nothing in the page.
"use strict";

globalThis.pageSaver = (() => {
  const words = (text) => new Set(text.trim().split(/\s+/));
  const ELEMENTS = words(`html head title body main header footer nav section article aside div span p br hr pre
    h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td a b strong i em u s small
    sub sup abbr address time bdi bdo q blockquote figure figcaption img form fieldset legend label select option
    button details summary`);
  const DROPPED = words(`script noscript style link meta base iframe frame frameset object embed applet svg math canvas
    video audio source track template input textarea portal`);
  const EMPTY = words("br hr col img");
  const COUNTED = words("colspan rowspan");
  const WORDED = words("alt title aria-label datetime");
  const NAMED = words("data-testid data-component data-csa-c-slot-id");
  const PARAMETERS = words("orderID orderId order_ids orderFilter timeFilter startIndex oid order_number orderNo");
  const PRODUCT = /\/(?:dp|gp\/product)\/[A-Z0-9]{10}(?=[/?#]|$)/;
  // 4-4-4-4, 4-6-5, or 13 to 19 digits at a stretch; an order number (3-7-7) and a decimal number are neither.
  const CARD = /(?<!\d|\d[.,-])\d{4}(?:(?:[ .-]{0,3}\d{4}){3}|[ .-]{0,3}\d{6}[ .-]{0,3}\d{4,5}|\d{9,15})(?!\d|-\d)/g;
  const INLINE = /^<\/?(?:a|abbr|b|bdi|bdo|em|i|q|s|small|span|strong|sub|sup|time|u)\b/;
  const RUN = /\beyJ[\w-]{9,}(?:\.[\w-]*)+|[\w+/=%~-]{20,}/g;
  const NAMES = "[\\w-]{0,30}(?:csrf|token|session[-_]?id)[\\w-]{0,20}|ubid[\\w-]{0,10}|u?e?_?sid|passw(?:or)?d|authorization";
  const SECRET = new RegExp(`(?<![\\w-])((?:${NAMES})["']?\\s*[:=]\\s*["']?)[^\\s"'<>,;]{4,}`, "gi");
  const DEEPEST = 400;

  function isCard(digits) {
    const doubled = (digit, place) => (place % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : Number(digit));
    return [...digits].reverse().map(doubled).reduce((sum, digit) => sum + digit, 0) % 10 === 0;
  }

  // How a tag or sign counts within a number: what is not seen not at all, and all forms of a digit, space or dash alike.
  function plainly(sign) {
    if (sign.length > 2) return INLINE.test(sign) ? "" : "x";
    const form = sign.normalize("NFKC").replace(/[\p{Cf}\p{M}]/gu, "").replace(/\s/g, " ");
    return form.replace(/[\p{Pd}−ー_/]/gu, "-").replace(/[·・。]/g, ".");
  }

  // Text as HTML with the last four digits of each number of a card, also of one that elements part.
  function withoutCards(html) {
    const signs = html.match(/<[^>]*>|&#\d+;|[a-z\p{L}]{3,}|./gisu) ?? [];
    const plain = [];
    signs.forEach((sign, place) => {
      for (const form of plainly(sign)) if (form !== " " || plain.at(-1)?.form !== " ") {
        plain.push({ form: form.length > 1 ? "x" : form, place });
      }
    });
    for (const { 0: found, index } of plain.map(({ form }) => form).join("").matchAll(CARD)) {
      if (!isCard(found.replace(/\D/g, ""))) continue;
      const kept = index + found.length - /\d(?:\D*\d){3}$/.exec(found)[0].length;
      const begin = plain[index].place;
      for (let at = begin; at < plain[kept].place; at++) if (signs[at][0] !== "<") signs[at] = at === begin ? "… " : "";
    }
    return signs.join("");
  }

  // Whether it is what no person reads, such as a token: digits and letters change far more often than in words.
  function isOpaque(text, least) {
    const changes = text.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g)?.length ?? 0;
    return text.length >= least && changes >= Math.max(4, text.length / 8);
  }

  function readable(text) {
    const plain = text.replace(SECRET, "$1…");
    return escaped(plain.replace(RUN, (run) => (isOpaque(run, 20) || run.startsWith("eyJ") ? "…" : run)));
  }

  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  // A name that the page's own code gives to an element, without the parts that are a token.
  function name(value) {
    const parts = value.split("-").filter((part) => !isOpaque(part, 12));
    return /^[A-Za-z_][\w.:-]{0,160}$/.test(value) ? withoutCards(parts.join("-")) : "";
  }

  // The address of a link without anything but the number of an order or product.
  function target(href, base, allowed) {
    let url;
    try { url = new URL(href, base); } catch { return ""; }
    if (url.origin !== new URL(base).origin) return "";
    const product = PRODUCT.exec(url.pathname);
    if (product) return url.origin + product[0];
    if (!allowed.some((path) => path.test(url.pathname))) return "";
    const gone = []; // A script of an extension cannot iterate over the keys in Firefox.
    url.searchParams.forEach((value, key) => PARAMETERS.has(key) && value.length <= 40 || gone.push(key));
    for (const key of gone) url.searchParams.delete(key);
    url.hash = "";
    return url.href;
  }

  class Writer {
    constructor(base, allowed) {
      this.base = base;
      this.allowed = allowed;
      this.parts = [];
    }

    attributes(element) {
      const kept = [];
      for (const { name: key, value } of element.attributes) {
        let text = "";
        if (key === "id") text = name(value);
        else if (key === "class") text = value.split(/\s+/).map(name).filter(Boolean).join(" ");
        else if (key === "href" && element.localName === "a") text = target(value, this.base, this.allowed);
        else if (COUNTED.has(key)) text = /^\d{1,3}$/.test(value) ? value : "";
        else if (WORDED.has(key)) kept.push(` ${key}="${withoutCards(readable(value))}"`);
        else if (NAMED.has(key)) text = name(value);
        else if (key === "lang" || key === "dir") text = /^[\w-]{1,20}$/.test(value) ? value : "";
        else if (key === "value" && element.localName === "option") text = /^[\w-]{1,20}$/.test(value) ? value : "";
        else if (key === "style") text = /(?:^|;)\s*display\s*:\s*none\b/i.test(value) ? "display:none" : "";
        else if (key === "data-a-popover") text = this.popover(value);
        else if (key === "hidden") kept.push(" hidden");
        if (text) kept.push(` ${key}="${escaped(text)}"`);
      }
      return kept.join("");
    }

    // What a link opens: the HTML inside a note in JSON, of which nothing else is kept.
    popover(value) {
      try {
        const content = JSON.parse(value).inlineContent;
        return typeof content === "string" ? JSON.stringify({ inlineContent: this.inner(content) }) : "";
      } catch {
        return "";
      }
    }

    inner(html) {
      const writer = new Writer(this.base, this.allowed);
      for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) writer.node(node, 0);
      return withoutCards(writer.parts.join(""));
    }

    node(node, depth) {
      if (node.nodeType === Node.TEXT_NODE) this.parts.push(readable(node.data));
      else if (node.nodeType === Node.ELEMENT_NODE && depth < DEEPEST) this.element(node, depth);
    }

    element(element, depth) {
      const tag = element.localName;
      if (tag === "script" && element.type === "text/template") {
        const content = this.inner(element.textContent);
        this.parts.push(`<script type="text/template" id="${escaped(name(element.id))}">${content}</script>`);
      }
      if (DROPPED.has(tag)) return;
      const known = ELEMENTS.has(tag);
      if (known) this.parts.push(`<${tag}${this.attributes(element)}>`);
      const text = element.textContent;
      // A number may be cut into several elements, none of which holds it whole.
      const masked = text.length <= 60 ? withoutCards(text.trim()) : "";
      if (/^… \d{4}$/.test(masked)) this.parts.push(masked);
      else for (const child of (element.shadowRoot ?? element).childNodes) this.node(child, depth + 1);
      if (known && !EMPTY.has(tag)) this.parts.push(`</${tag}>`);
    }
  }

  // The page as it is seen; `paths` are the paths whose links are kept, as texts of regular expressions.
  function page(paths) {
    const allowed = paths.map((path) => new RegExp(path));
    const address = target(location.href, location.href, allowed) || location.origin + location.pathname;
    const writer = new Writer(location.href, allowed);
    writer.element(document.documentElement, 0);
    const length = String(address.length).padStart(4, "0");
    const head = `<!DOCTYPE html>\n<!-- saved from url=(${length})${escaped(address)} -->\n`;
    const html = head + withoutCards(writer.parts.join(""));
    return { html: html.replace("<head>", '<head><meta charset="utf-8">'), address };
  }

  // What walk.js has to know of the page before anything of it is kept. Of a page that asks for something, or is none
  // of those that are listed, nothing is read.
  function look(shop, list) {
    const all = (selector) => (selector ? [...document.querySelectorAll(selector)] : []);
    const loaded = performance.timeOrigin;
    const asks = all("input[type=password], #ap_email, form[action*=validateCaptcha], iframe[src*=captcha]").length > 0;
    const matches = (path) => new RegExp(path).test(location.pathname);
    if (asks || shop.refused.some(matches)) return { loaded, asks: true };
    if (!shop.paths.some(matches)) return { loaded, elsewhere: true };
    const entry = performance.getEntriesByType("navigation")[0];
    const numbers = new Set();
    for (const card of all(list.card)) {
      const links = [...card.querySelectorAll("a[href]")].map((link) => link.href);
      const number = new RegExp(shop.number).exec(`${card.textContent} ${links.join(" ")}`);
      if (number) numbers.add(number[0]);
    }
    const next = all(list.next).map((link) => link.href);
    return {
      loaded,
      complete: document.readyState === "complete",
      seen: document.visibilityState === "visible",
      status: entry?.responseStatus ?? 0,
      veiled: all(shop.veiled).length,
      size: document.documentElement.textContent.length,
      numbers: [...numbers],
      count: all(list.count).map((label) => label.textContent.trim().slice(0, 120))[0] ?? "",
      next: next[0] ?? "",
      more: Boolean(moreButton(list)),
      periods: all(list.periods).map((option) => option.value),
    };
  }

  // The button that loads more of a list: by its place in the page, or by its words.
  function moreButton(list) {
    if (list.more) return document.querySelector(list.more);
    const buttons = list.more_text ? [...document.querySelectorAll("button, [role=button]")] : [];
    return buttons.find((button) => button.textContent.trim() === list.more_text);
  }

  // Presses the button that loads more of a list, or goes to its end, where it grows by itself.
  function more(list) {
    const button = moreButton(list);
    if (button) button.click();
    else window.scrollTo(0, document.documentElement.scrollHeight);
  }

  return { page, look, more };
})();
