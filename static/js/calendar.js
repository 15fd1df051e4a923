// The calendar: draws the events, asks the server before it believes a drag, and can take it back.
(() => {
  for (const form of document.querySelectorAll("form[data-auto-submit]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
  const host = document.getElementById("calendar");
  const raw = document.getElementById("calendar-config");
  if (!host || !raw || !window.FullCalendar) return;
  const config = JSON.parse(raw.textContent);
  const { words } = config;
  const phone = window.matchMedia("(width < 768px)").matches;
  const node = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  // A slot comes as a short row; see views/events.py.
  const drawn = ([id, start, account, colour, state, flags, title, clash], { accounts, labels, clashes }) => {
    const [risk, movable, byHand] = [1, 2, 4].map((bit) => Boolean(flags & bit));
    const said = byHand ? labels.by_hand : labels[state];
    const label = risk ? labels.risk.replace("%(state)s", said) : said;
    return {
      id: `slot-${id}`,
      title,
      start,
      editable: movable,
      classNames: ["slot-chip", `cat-${colour}`],
      extendedProps: { kind: "slot", state, label, risk, clash: clashes[clash] ?? "", movable, account: accounts[account], url: `${config.slot}${id}/` },
    };
  };
  const chip = (info) => {
    const { state, label, account, risk, clash } = info.event.extendedProps;
    const box = node("div", "chip-in");
    const head = node("div", "chip-head");
    head.append(node("span", "chip-time", info.timeText), node("span", `state state-${state} chip-state`, ""));
    head.lastChild.append(node("span", "visually-hidden", label));
    if (clash) {
      const sign = node("i", "ti ti-arrows-diff chip-clash");
      sign.title = clash;
      head.append(sign, node("span", "visually-hidden", clash));
    }
    if (risk) {
      const sign = node("i", "ti ti-alert-triangle chip-risk");
      sign.title = label;
      head.append(sign);
    }
    head.append(node("span", "chip-account", account));
    box.append(head, node("div", "chip-text", info.event.title));
    return { domNodes: [box] };
  };
  const ghost = (info) => {
    const box = node("div", "chip-in");
    box.append(node("span", "chip-time", info.timeText), node("span", "ghost-plus", "+"), node("span", "chip-account", info.event.extendedProps.account));
    return { domNodes: [box] };
  };
  const open = (url, push) => {
    window.htmx.ajax("GET", url, { target: "#panel", swap: "innerHTML" }).then(() => {
      if (push) window.history.pushState({}, "", url);
    });
  };
  const keepAddress = () => {
    const address = new URL(window.location);
    if (!address.pathname.endsWith("/calendar/")) return;
    address.searchParams.set("view", calendar.view.type);
    address.searchParams.set("date", calendar.formatIso(calendar.getDate(), { omitTime: true }).slice(0, 10));
    window.history.replaceState(window.history.state, "", address);
    for (const link of document.querySelectorAll("[data-with-date]")) {
      const to = new URL(link.href);
      to.searchParams.set("date", address.searchParams.get("date"));
      to.searchParams.set("view", calendar.view.type);
      link.href = to;
    }
  };

  let todayInSight = false;
  let calendar;
  const dialog = document.getElementById("reason-dialog");
  const mover = window.slotMove;
  const { now } = mover;
  const moved = async (info) => {
    const { event } = info;
    const byDay = event.allDay || calendar.view.type === "dayGridMonth";
    const fields = byDay ? { day: event.startStr.slice(0, 10) } : { start: event.startStr.slice(0, 19) };
    if (await mover.move(event.extendedProps.url, fields)) calendar.refetchEvents();
    else info.revert();
  };
  // Where it would land: by day it keeps its clock time.
  const lands = (span, event) => (calendar.view.type === "dayGridMonth" ? `${span.startStr.slice(0, 10)}${event.startStr.slice(10, 19)}` : span.startStr.slice(0, 19));

  calendar = new window.FullCalendar.Calendar(host, {
    locale: { code: document.documentElement.lang.startsWith("zh") ? "zh-cn" : "en-gb", week: { dow: 1, doy: 4 } },
    locales: [],
    timeZone: "Asia/Shanghai",
    now,
    // Seven columns do not fit on a phone, even when the address was kept on a desk.
    initialView: phone && config.view === "timeGridWeek" ? "listWeek" : config.view || (phone ? "listWeek" : "timeGridWeek"),
    initialDate: config.date,
    headerToolbar: { start: "prev,next today", center: "title", end: phone ? "listWeek,timeGridDay,dayGridMonth" : "timeGridWeek,dayGridMonth,timeGridDay,listWeek" },
    buttonIcons: false,
    buttonText: { prev: "‹", next: "›", today: words.today, week: words.week, month: words.month, day: words.day, list: words.list },
    buttonHints: { prev: words.prev, next: words.next, today: words.today },
    viewHint: "$0",
    firstDay: 1,
    height: phone ? "auto" : "max(560px, calc(100vh - 220px))",
    scrollTime: "07:30:00",
    nowIndicator: true,
    slotDuration: "00:30:00",
    defaultTimedEventDuration: "01:00:00",
    slotLabelInterval: "01:00:00",
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    allDayText: "",
    noEventsText: words.none,
    moreLinkText: (n) => words.more.replace("%(n)s", n),
    dayMaxEvents: 4,
    eventMaxStack: 3,
    slotEventOverlap: false,
    longPressDelay: 300,
    eventDurationEditable: false,
    eventInteractive: true,
    events: (span, done, failed) => {
      const query = new URLSearchParams(window.location.search);
      query.set("start", span.startStr.slice(0, 19));
      query.set("end", span.endStr.slice(0, 19));
      fetch(`${config.events}?${query}`, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
        .then((found) => [...found.slots.map((row) => drawn(row, found)), ...found.events])
        .then(done, failed);
    },
    eventContent: (info) => ({ slot: chip, ghost }[info.event.extendedProps.kind]?.(info)),
    eventAllow: (span, event) => (span.allDay && calendar.view.type !== "dayGridMonth" ? false : lands(span, event) >= now()),
    eventDrop: moved,
    eventClick: (info) => {
      const { url, kind } = info.event.extendedProps;
      if (!url) return;
      info.jsEvent.preventDefault();
      open(url, kind === "slot");
    },
    eventDidMount: (info) => {
      const { kind, label, account, name, clash, url } = info.event.extendedProps;
      if (kind === "golden") info.el.title = name;
      if (kind !== "slot" && kind !== "ghost") return;
      info.el.addEventListener("keydown", (event) => {
        if (kind !== "slot" || event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        if (!info.event.extendedProps.movable) { mover.announce(words.fixed); return; }
        mover.grab({ element: info.el, url, wall: info.event.startStr.slice(0, 19), text: info.event.title, byDays: calendar.view.type === "dayGridMonth", moved: () => calendar.refetchEvents() });
      });
      info.el.title = [info.timeText, account, label, clash, info.event.title].filter(Boolean).join(" · ");
    },
    datesSet: () => {
      keepAddress();
      todayInSight = false;
      host.querySelectorAll(".fc-timegrid-col[role=gridcell]").forEach((day) => { day.tabIndex = 0; });
    },
    // A month that is higher than the screen opens at today's week, not at days that are over.
    eventsSet: () => {
      if (todayInSight || calendar?.view.type !== "dayGridMonth") return;
      const today = host.querySelector(".fc-daygrid-day.fc-day-today");
      const box = today?.closest(".fc-scroller");
      if (!box) return;
      todayInSight = true;
      box.scrollTop = today.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
    },
    // Whoever has no mouse scrolls with the arrow keys.
    viewDidMount: ({ el }) => el.querySelectorAll(".fc-list .fc-scroller").forEach((box) => { box.tabIndex = 0; }),
  });
  document.getElementById("week-list").hidden = true;
  host.hidden = false;
  calendar.render();
  keepAddress();
  document.addEventListener("calendar:changed", () => calendar.refetchEvents());
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, dialog, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (mover.isGrabbed()) return;
    if (event.key === "t") calendar.today();
    if (event.key === "ArrowLeft") calendar.prev();
    if (event.key === "ArrowRight") calendar.next();
  });
  // Everything stays true while the page is open: once a minute, and when the person comes back.
  const again = () => { if (!document.hidden && !dialog.open) calendar.refetchEvents(); };
  window.setInterval(again, 60_000);
  document.addEventListener("visibilitychange", again);
})();
