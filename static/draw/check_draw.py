"""Check a Weibo Ops draw by yourself. Needs Python 3.8 or later and nothing else.

    python check_draw.py entries.txt                               is the list the one that was published?
    python check_draw.py entries.txt fe29…4fdd                     who wins with this public value?
    python check_draw.py entries.txt fe29…4fdd "03 08 11 19"       with two, in the order in which they were named
    python check_draw.py entries.txt fe29…4fdd --salt 9f86… --uid 1234567890    and where am I?

Compare the commitment with the one that was published before the value existed. The method is explained on the page
of the draw and in the documentation (docs/draw.md); this program was written from that text alone.
"""

import argparse
import datetime
import hashlib
import hmac
import json
import re
import unicodedata


def sha(data):
    return hashlib.sha256(data).digest()


def merkle(lines):
    """RFC 6962: split at the largest power of two below the number of leaves."""
    if not lines:
        return sha(b"")
    if len(lines) == 1:
        return sha(b"\x00" + lines[0])
    split = 1 << (len(lines) - 1).bit_length() - 1
    return sha(b"\x01" + merkle(lines[:split]) + merkle(lines[split:]))


def canonical(source, text):
    """Kind and value in the one way in which they may be written."""
    text = unicodedata.normalize("NFKC", text)
    if source["kind"] == "drand":
        text = "".join(text.split()).lower()
        if not re.match("^[0-9a-f]{64}$", text):
            raise SystemExit("A value of drand has 64 hex digits.")
    else:
        groups = re.findall("[0-9]+", text)
        if [len(group) for group in groups] != source["form"]:
            raise SystemExit("The value has groups of %s digits." % source["form"])
        text = " ".join(groups)
    return [source["kind"].encode(), text.encode()]


def check_source(source):
    """The round of drand is the first one at the named time: quicknet began at 1692803367, every 3 seconds."""
    at = datetime.datetime.strptime(source["at"][:19] + source["at"][-6:].replace(":", ""), "%Y-%m-%dT%H:%M:%S%z")
    late = int(at.timestamp()) - 1692803367
    if source["kind"] == "drand" and source["round"] != (late + 2) // 3 + 1:
        raise SystemExit("The round of drand is not the one of its time.")
    print("value       %s %s, published %s" % (source["kind"], source.get("round", source.get("name")), source["at"]))


def seed_of(commitment, sources, values):
    """HKDF-SHA256 with the commitment as salt; each part of each value with its length before it."""
    if len(values) != len(sources):
        raise SystemExit("%d public values were named, not %d." % (len(sources), len(values)))
    parts = [part for source, text in zip(sources, values) for part in canonical(source, text)]
    material = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    extracted = hmac.new(commitment, material, "sha256").digest()
    return hmac.new(extracted, b"weibo-ops-draw 1 seed\x01", "sha256").digest()


def numbers(seed):
    counter = 0
    while True:
        block = hmac.new(seed, counter.to_bytes(8, "big"), "sha256").digest()
        for start in (0, 8, 16, 24):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1


def draw(entries, places, seed):
    """Entry numbers in the order in which they are drawn."""
    tickets = []  # where each valid entry's tickets end, and its number
    total = 0
    for number, (_name, weight, verdict) in enumerate(entries):
        if verdict == "valid":
            total += weight
            tickets.append((total, number))
    drawn, fair = [], numbers(seed)
    seen = set()
    while len(drawn) < min(places, len(tickets)):
        ticket = next(fair)
        if ticket >= 2**64 - 2**64 % total:
            continue  # the last, incomplete round: not all tickets are in it
        ticket %= total
        low, high = 0, len(tickets) - 1
        while low < high:
            middle = (low + high) // 2
            if tickets[middle][0] > ticket:
                high = middle
            else:
                low = middle + 1
        if low not in seen:  # who was drawn already is thrown back
            seen.add(low)
            drawn.append(tickets[low][1])
    return drawn


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("value", nargs="*")
    parser.add_argument("--salt")
    parser.add_argument("--uid")
    options = parser.parse_args()
    with open(options.file, "rb") as file:
        head, _empty, body = file.read().partition(b"\n\n")
    facts = dict(line.split(": ", 1) for line in head.decode().split("\n")[1:])
    facts = {name: json.loads(text) for name, text in facts.items()}
    lines = body.split(b"\n")
    ended = lines.pop() == b""
    commitment = sha(head + b"\n\n")
    print("commitment  " + commitment.hex())
    entries = [(name, int(weight), verdict) for name, weight, verdict, _why in (x.decode().split(" ") for x in lines)]
    whole = ended and len(lines) == facts["entries"] and merkle(lines).hex() == facts["root"]
    whole = whole and all(a[0] < b[0] for a, b in zip(entries, entries[1:]))
    print("entries     %d, %s" % (len(lines), "as committed" if whole else "NOT AS COMMITTED"))
    if not whole:
        raise SystemExit(1)
    for source in facts["sources"]:
        check_source(source)
    mine = None
    if options.salt and options.uid:
        mine = sha(b"entry\x00" + bytes.fromhex(options.salt) + options.uid.encode()).hex()
        found = [entry for entry in entries if entry[0] == mine]
        print("you         " + (" ".join([mine, found[0][2]]) if found else "NOT IN THE LIST"))
    if not options.value:
        return
    seed = seed_of(commitment, facts["sources"], options.value)
    print("seed        " + seed.hex())
    tiers = [str(tier) for tier, _name, quantity in facts["prizes"] for _one in range(quantity)]
    tiers += ["reserve"] * facts["reserves"]
    for place, number in enumerate(draw(entries, len(tiers), seed)):
        name = entries[number][0]
        print("%5d  %-8s%s%s" % (place + 1, tiers[place], name, "  <- you" if name == mine else ""))


if __name__ == "__main__":
    main()
