"""What strangers may write to harm whoever reads it: several hundred attacks, each with a name.

Each is a text that may stand wherever a network gives one. `FORBIDDEN` is what must not come out at a
terminal, whatever went in. `HONEST` is what must come through unharmed.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

ESC, CSI8, OSC8BIT, DCS8, ST8 = "\x1b", "\x9b", "\x9d", "\x90", "\x9c"
BEFORE, AFTER = "before", "after"
"""Plain words around each attack: they must stay legible."""

_CSI = {
    "clear the screen": "2J",
    "clear what was scrolled": "3J",
    "clear the line": "2K",
    "go home": "H",
    "go anywhere": "99;99H",
    "go up": "99A",
    "go back": "200D",
    "scroll up": "50S",
    "scroll down": "50T",
    "margins": "1;2r",
    "insert lines": "99L",
    "delete lines": "99M",
    "repeat": "9999b",
    "colour": "31m",
    "conceal": "8m",
    "true colour": "38;2;0;0;0m",
    "colon colour": "38:2::1:2:3m",
    "hide the cursor": "?25l",
    "leave the other screen": "?1049l",
    "enter the other screen": "?1049h",
    "mouse on": "?1003h",
    "bracketed paste off": "?2004l",
    "synchronised for ever": "?2026h",
    "reverse the screen": "?5h",
    "origin mode": "?6h",
    "wide screen": "?3h",
    "no wrapping": "?7l",
    "soft reset": "!p",
    "ask for the place": "6n",
    "ask who it is": "c",
    "ask who it is, more": ">c",
    "ask its version": ">0q",
    "ask its title": "21t",
    "resize": "8;1;1t",
    "move the window": "3;0;0t",
    "print the screen": "5i",
    "log to the printer": "?4i",
    "keyboard protocol": ">31u",
    "ask a checksum": "1;1;1;1;1;1*y",
    "fill": "65;1;1;50;200$x",
    "unfinished": "12;",
    "many parameters": ";".join(["1"] * 500) + "m",
    "huge parameter": "9" * 300 + "C",
    "private bytes": "<=>?1h",
    "controls inside": "1\x08;2\x0dH",
}
_OSC = {
    "title": "0;owned",
    "icon": "1;owned",
    "window title": "2;owned",
    "palette": "4;1;rgb:00/00/00",
    "folder": "7;file://host/etc",
    "link": "8;;https://evil.example",
    "link to a script": "8;;javascript:alert(1)",
    "link to a file": "8;id=1;file:///etc/passwd",
    "notification": "9;owned",
    "progress": "9;4;3",
    "foreground": "10;#000000",
    "background": "11;#ffffff",
    "ask the background": "11;?",
    "cursor colour": "12;#000",
    "pointer": "22;wait",
    "font": "50;comic",
    "clipboard": "52;c;cm0gLXJmIH4=",
    "clipboard, primary": "52;p;cm0gLXJmIH4=",
    "ask the clipboard": "52;c;?",
    "palette reset": "104",
    "shell mark": "133;A",
    "editor mark": "633;E;rm",
    "notification, other": "777;notify;a;b",
    "picture": "1337;File=inline=1:AAAA",
    "download": "1337;File=name=eA==:AAAA",
    "set a mark": "1337;SetMark",
    "copy": "1337;CopyToClipboard=",
    "profile": "1337;SetProfile=x",
    "unnumbered": "lowned",
}
_ENDS = {"bell": "\x07", "string terminator": "\x1b\\", "its 8-bit form": ST8, "nothing": ""}
_STRINGS = {
    "dcs": "P",
    "sos": "X",
    "pm": "^",
    "apc": "_",
}
_PAYLOADS = {
    "sixel": "q#0;2;0;0;0#0!99~-",
    "settings": "$qm",
    "termcap": "+q544e",
    "keys": "1;1|17/deadbeef",
    "kitty picture": "Ga=T,f=24;AAAA",
    "tmux": "tmux;\x1b\x1b]52;c;aGk=\x07",
    "screen": "\x1b]0;owned\x07",
}
_ESC = {
    "full reset": "c",
    "save": "7",
    "restore": "8",
    "index": "D",
    "reverse index": "M",
    "next line": "E",
    "tab set": "H",
    "line drawing": "(0",
    "line drawing, right": ")0",
    "alignment": "#8",
    "double height": "#3",
    "UTF-8 off": "%@",
    "keypad": "=",
    "lock shift": "n",
    "memory lock": "l",
    "single shift": "N",
    "twice": "\x1b[2J",
    "alone": "",
    "with a space": " F",
}
_BIDI = {
    "override to the left": "\u202e",
    "override to the right": "\u202d",
    "embedding": "\u202b",
    "embedding to the right": "\u202a",
    "isolate": "\u2067",
    "isolate to the right": "\u2066",
    "first strong isolate": "\u2068",
    "closer of isolates": "\u2069",
    "closer": "\u202c",
}
_INVISIBLE = {
    "zero width space": "\u200b",
    "non-joiner": "\u200c",
    "joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "grapheme joiner": "\u034f",
    "filler": "\u3164",
    "half filler": "\uffa0",
    "variation selector": "\ufe0f",
    "invisible times": "\u2062",
    "mark to the right": "\u200f",
    "mongolian separator": "\u180e",
    "khmer vowel": "\u17b5",
    "deprecated shaping": "\u206a",
}
_MARKS = {
    "acute": "\u0301",
    "overline": "\u0305",
    "enclosing": "\u20dd",
    "cyrillic millions": "\u0489",
    "arabic": "\u064b",
    "thai": "\u0e49",
    "hebrew": "\u05b0",
    "devanagari": "\u0901",
    "musical": "\U0001d167",
    "supplement": "\u1dc0",
}
_MARKUP = {
    "action": "[@click=app.quit]leave[/]",
    "action with quotes": "[@click=app.bell()]x[/@click]",
    "action on the screen": "[@click='screen.dismiss']x[/]",
    "rich link": "[link=https://evil.example]x[/link]",
    "textual link": '[link="file:///etc/passwd"]x[/link]',
    "colour": "[red on red]x[/red on red]",
    "broken end": "[/]",
    "broken end, named": "[/bold]",
    "broken beginning": "[bold",
    "nested": "[b][i][u][/b][/i][/u]",
    "escape": "\\[bold]x\\[/bold]",
    "emoji code": ":skull:",
    "unicode escape": "\\x1b[2J",
    "variable": "$primary [$error]x[/]",
    "auto": "[on auto]x[/]",
    "empty": "[]",
    "brackets": "[[[[]]]][",
    "style of none": "[none none]x",
    "ansi name": "[ansi_red]x[/]",
    "percent": "%s %d %(a)s {0} {a} {{",
    "css": "Screen { display: none; }",
    "html left over": "&lt;script&gt;x&lt;/script&gt;",
    "ampersands": "&amp;amp;&#27;[2J&#x9b;2J&#0;",
    "entity escape": "&#x1b;]52;c;aGk=&#7;",
}
_LINKS = {
    "bracket": "https://evil.example/]",
    "open bracket": "http://[evil",
    "bad v6": "http://[::1",
    "v6 zone": "http://[fe80::1%25eth0]/",
    "userinfo": "https://bank.example@evil.example/",
    "userinfo, encoded": "https://bank.example%40evil.example@evil.example/",
    "userinfo with a password": "https://user:secret@evil.example/",
    "userinfo and a slash": "https://bank.example\\@evil.example/",
    "script": "javascript:alert(1)",
    "script, spelt": "JaVaScRiPt:alert(1)",
    "script, tabbed": "java\tscript:alert(1)",
    "script, encoded": "javascript&#58;alert(1)",
    "data": "data:text/html,<script>x</script>",
    "file": "file:///etc/passwd",
    "file on a share": "file://///evil.example/share",
    "smb": "smb://evil.example/share",
    "ssh": "ssh://-oProxyCommand=x/",
    "option": "--new-window",
    "option in a host": "https://-oProxyCommand=x/",
    "vbscript": "vbscript:msgbox(1)",
    "blob": "blob:https://evil.example/1",
    "view source": "view-source:https://evil.example",
    "telephone": "tel:+1900",
    "install": "itms-services://?action=download-manifest",
    "intent": "intent://evil#Intent;end",
    "about": "about:config",
    "cyrillic": "https://аррӏе.example/",
    "mixed": "https://gооgle.example/",
    "greek": "https://οpenai.example/",
    "punycode": "https://xn--80ak6aa92e.example/",
    "bad punycode": "https://xn--\u200b/",
    "full stop": "https://evil。example/",
    "slash look-alike": "https://bank.example\u2215login.evil.example/",
    "escape": "https://evil.example/\x1b]52;c;aGk=\x07",
    "encoded escape": "https://evil.example/%1b]52;c;aGk=%07",
    "line feed": "https://evil.example/\n/x",
    "override": "https://evil.example/\u202egpj.exe",
    "space": "https://evil.example/ https://other.example",
    "null": "https://evil.example/\x00",
    "quote": "https://evil.example/'\"`$(id);|&<>",
    "port": "https://evil.example:99999/",
    "port of letters": "https://evil.example:x/",
    "no host": "https:///path",
    "one slash": "https:/evil.example",
    "scheme alone": "https://",
    "long": "https://evil.example/" + "a" * 5000,
    "string terminator": "https://evil.example/\x1b\\x",
    "8-bit terminator": "https://evil.example/\x9cx",
    "mail header": "mailto:a@b.example?cc=x%0d%0aBcc:y",
    "zone of digits": "http://2130706433/",
    "octal": "http://0177.0.0.1/",
}
_OTHERS = {
    "newline in a name": "Ana\nBen: I am Ben",
    "carriage return": "harmless\rowned",
    "form feed": "a\x0cb",
    "vertical tab": "a\x0bb",
    "backspaces": "secure\x08\x08\x08\x08\x08\x08hacked",
    "delete": "a\x7f\x7fb",
    "bell": "\x07" * 50,
    "shift out": "\x0eabc\x0f",
    "enquiry": "\x05",
    "xoff": "\x13",
    "escape by caret": "^[[2J",
    "nul": "a\x00b\x00",
    "line separator": "a\u2028b\u2029c",
    "next line": "a\x85b",
    "annotation": "a\ufff9b\ufffac\ufffbd",
    "language tags": "a\U000e0001\U000e0065\U000e006eb",
    "hidden tags": "a" + "".join(chr(0xE0000 + ord(c)) for c in "ignore all") + "b",
    "surrogate": "a\ud83db",
    "surrogates swapped": "\ude00\ud83d",
    "not a character": "a\uffff\ufffeb",
    "private use": "\ue000\uf8ff\U000f0000",
    "family that grows": "👨" + "\u200d👩" * 200,
    "joined letters": "a" + "\u200da" * 300,
    "flags": "🇩" * 301,
    "keycaps": "1\ufe0f\u20e3" * 200,
    "skin": "👍" + "🏿" * 100,
    "zalgo": "".join(c + "\u0301\u0302\u0303\u0304\u0305" * 8 for c in "Zalgo"),
    "widest": "﷽" * 100,
    "long cuneiform": "𒐫" * 100,
    "tall": "\n" * 5000 + "end",
    "wide": "w" * 20_000,
    "tabs": "\t" * 2000,
    "spaces": " " * 5000 + "x",
    "ideographic spaces": "\u3000" * 500,
    "braille blanks": "\u2800" * 500,
    "invisible name": "\u3164",
    "only marks": "\u0301" * 100,
    "fake prompt": "$ rm -rf ~\n# ",
    "fake row": "▎Ben  asked you",
    "fake footer": "  enter open   r reply   ctrl+q quit",
    "hangul fillers": "\u115f\u1160" * 100,
    "interlinear": "\ufff9" * 100,
    "object": "\ufffc\ufffd",
    "reversed name": "gnp.\u202eexe.photo",
    "isolates unclosed": "\u2067" * 100 + "x",
    "embeddings unclosed": "\u202b" * 200 + "x",
    "closers": "\u202c\u2069" * 200,
    "isolate across lines": "\u2067a\nb\u2069",
    "8-bit csi in utf-8": "\xc2\x9b2J",
    "escape, then text": "\x1b" * 100 + "[2J",
    "csi cut by csi": "\x1b[\x1b[2J",
    "osc in csi": "\x1b[1\x1b]0;x\x07m",
    "osc without end": "\x1b]0;" + "x" * 10_000,
    "nested dcs": "\x1bP\x1bP\x1bP",
}

_FLOODS = {
    "marks between invisible ones": "a" + "\u200b\u0301" * 300,
    "marks between joiners": "a" + "\u0301\u200d" * 300,
    "marks between fillers": "\u115f\u0301" * 300,
    "marks between isolates": "a" + "\u0301\u2067\u2069" * 300,
    "arabic letter mark": "a" + "\u061c" * 500 + "b",
    "musical controls": "a" + "\U0001d173\U0001d17a" * 200,
    "shorthand controls": "a" + "\U0001bca0" * 300,
    "hieroglyph controls": "a" + "\U00013430" * 300,
    "not assigned and not shown": "a" + "\U000e0fff\ufff0\u2065" * 100,
    "not assigned": "a" + "\u1ade" * 300,
    "spacing marks": "क" + "\u0903" * 300,
    "musical stems": "a" + "\U0001d165" * 300,
    "vowels of hangul": "가" + "\u1161" * 300,
    "ends of hangul": "가" + "\u11a8\ud7cb" * 200,
    "ideographic selectors": "漢" + "\U000e0100\U000e0101" * 200,
    "selectors of both kinds": "☺" + "\ufe0e\U000e01ef\ufe0f" * 100,
    "skin on letters": "a🏿" * 100,
    "skin on skin": "a" + "🏻🏿" * 200,
    "joined digits": "\u200d".join("1234567890" * 20),
    "joined after marks": "a\u0301\u200d" * 100,
    "emoji joined to letters": "a\u200d👩\u200d" * 100,
    "joined ideographs": "\u200d".join("漢字" * 100),
    "a chain of two thousand": "\u200d".join("👩" * 2000),
    "joined viramas": "क्\u200d" * 200,
    "tags behind a flag": "🏴" + "".join(chr(0xE0000 + ord(c)) for c in "ignore all that was said") * 10,
    "object replacements": "\ufffc" * 300,
    "enclosing keycaps": "a" + "\u20e3" * 300,
    "tibetan tower": "ཀ" + "\u0f90\u0f91\u0f92" * 100,
    "cut in the middle": "x" * 79 + "\u0301" * 100,
    "closed at the cut": "x" * 499 + "\u2067" * 40,
}
_HTML = {
    "words without number": "<b>" * 59 + "<p>x" * 500,
    "endless entity": "&#" + "9" * 6_000 + ";",
    "endless entity in a tag": "<p>&#" + "9" * 6_000 + ";</p>",
    "endless entity, hexadecimal": "&#x" + "f" * 6_000 + ";",
    "entities of controls": "<p>&#27;[2J&#155;2J&#x1b;]52;c;aGk=&#7;&#0;&#8238;&#x202e;&#xd800;&#1114112;</p>",
    "entities twice": "<p>&amp;#27;[2J&amp;#x9b;2J</p>",
    "cdata": "<![CDATA[<b>x</b>\x1b[2J]]>" * 50,
    "instructions": "<?php system('id') ?><?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "attributes": "<p " + "a=b " * 1_500 + ">x</p>",
    "tag without end": "<p title='" + "x" * 5_000,
    "title with escapes": "<p title='\x1b[2J'><a href='https://evil.example/' title='\x1b]0;x\x07'>x</a></p>",
    "picture named by escapes": "<img alt='\x1b[2J\u202ex' src='x'><img alt='" + "\u0301" * 200 + "'>",
    "svg": "<svg><script>x</script><text>x</text></svg><math><mtext><img src=x onerror=x></mtext></math>",
    "templates": "<template><p>x</p></template><noscript>x</noscript><plaintext>x",
    "frames": "<frameset><frame src=x></frameset><base href='https://evil.example/'><meta http-equiv=refresh>",
    "links that say another host": "<a href='https://evil.example/'>https://bank.example/</a>" * 20,
    "numbers of a list": "<ol start='99999999999999999999'><li>x</ol><ol start='-1' reversed><li>x</ol>",
}
HEAVY = {
    "quotes in quotes": "<blockquote>x" * 1_400,
    "ten thousand levels": "<div>" * 10_000 + "x" + "</div>" * 10_000,
    "lists in lists": "<ul><li>x" * 1_400,
    "tables in tables": "<table><tr><td>x" * 900,
    "preformatted in preformatted": "<pre>x\n" * 1_400,
    "links in links": "<a href='https://evil.example/'>x" * 900,
    "endless entity, overgrown": "&#" + "9" * 6_000 + ";" + "<p>" * 3_100,
    "cdata without end": "<![CDATA[" * 2_000,
    "comments": "<!-- x -->" * 1_000 + "<!--" * 1_000,
    "a hundred thousand lines": "<br>" * 3_200 + "x\n" * 90_000,
    "entities without end": "&" * 5_000 + "&amp" * 1_000,
    "a long word": "x" * 190_000,
    "a long word of marks": "a\u0301" * 60_000,
    "isolates without end": "\u2067" * 40_000,
    "isolates, opened and closed": "\u2067a\u2069" * 15_000,
    "escapes without end": "\x1b]" * 60_000,
    "parameters without end": "\x1b[" + "0;" * 60_000,
    "blanks and line feeds": " \n" * 60_000,
    "hosts of many labels": ("<a href='https://" + "ä." * 100 + "example/'>x</a>") * 500,
}
"""What should keep whoever reads it busy; too long to stand in every field of every wire."""
_HOSTS = {
    "backslash": "https://evil.example\\.bank.example/",
    "backslash and at": "https://evil.example\\@bank.example/",
    "far too long": "https://" + "a." * 300 + "example/",
    "far too long, not ASCII": "https://" + "ä." * 300 + "example/",
    "many labels": "https://" + "ä." * 120 + "example/",
    "one label of marks": "https://a" + "\u0301" * 60 + ".example/",
    "joined": "https://bank\u200d.example/",
    "filler": "https://bank\u3164.evil.example/",
    "attachment": "mailto:a@b.example?attach=/etc/passwd",
    "attachment, encoded": "mailto:a@b.example?%61ttachment=/etc/passwd",
    "ideographic space": "https://evil.example/\u3000",
    "percent": "https://bank.example%2f.evil.example/",
    "half of a pair": "https://evil.example/\ud83d",
    "seven brackets": "http://[[[[[[[",
    "zone without end": "http://[fe80::1%" + "a" * 500 + "]/",
    "arabic digits": "https://evil.example:٨٠/",
}


def flooded(text: str) -> bool:
    """Whether more stands upon one character, or joins it, than anybody's language needs."""
    return bool(_FLOOD.search("".join(map(_size, text))))


def _size(character: str) -> str:
    """A letter for a character: whether it takes a place of its own."""
    if character in "\u202a\u202b\u202c\u2066\u2067\u2068\u2069":
        return ""
    if character == "\u200d":
        return "j"
    jamo = "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff"
    upon = jamo or unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf", "Cn")
    return (
        "u" if upon and not "\U0001f000" <= character <= "\U0001fbff" else "w" if character.isalnum() else "."
    )


_FLOOD = re.compile(r"[uj]{10}|(?:wj){3}|(?:[.]u?j){6}")


def unclosed(text: str) -> bool:
    """Whether a line opens a direction that it does not close, or closes one that it did not open."""
    for row in text.split("\n"):
        open_ = 0
        for character in row:
            open_ += (character in "\u202a\u202b\u2066\u2067\u2068") - (character in "\u202c\u2069")
            if open_ < 0:
                return True
        if open_:
            return True
    return False


def attacks() -> Iterator[tuple[str, str]]:
    """Each attack, by name."""
    for name, sequence in _CSI.items():
        yield f"csi: {name}", f"{ESC}[{sequence}"
        yield f"8-bit csi: {name}", f"{CSI8}{sequence}"
    for (name, body), (ended, end) in product(_OSC.items(), _ENDS.items()):
        yield f"osc: {name}, ended by {ended}", f"{ESC}]{body}{end}"
    for name, body in _OSC.items():
        yield f"8-bit osc: {name}", f"{OSC8BIT}{body}{ST8}"
    for (kind, letter), (name, payload) in product(_STRINGS.items(), _PAYLOADS.items()):
        yield f"{kind}: {name}", f"{ESC}{letter}{payload}{ESC}\\"
    for name, payload in _PAYLOADS.items():
        yield f"8-bit dcs: {name}", f"{DCS8}{payload}{ST8}"
    for name, rest in _ESC.items():
        yield f"esc: {name}", f"{ESC}{rest}"
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        yield f"control {code:02x}", chr(code)
    for name, character in _BIDI.items():
        yield f"bidi: {name}", f"{character}txt.exe"
        yield f"bidi: {name}, many", f"{character * 40}x"
    for name, character in _INVISIBLE.items():
        yield f"invisible: {name}", f"a{character * 500}b"
        yield f"invisible: {name}, between all", character.join("administrator")
    for name, mark in _MARKS.items():
        yield f"marks: {name}", f"a{mark * 300}b"
    tables = (_MARKUP, _LINKS, _OTHERS, _FLOODS, _HTML, _HOSTS)
    for family, table in zip(("markup", "link", "other", "flood", "html", "host"), tables, strict=True):
        for name, text in table.items():
            yield f"{family}: {name}", text


ATTACKS = dict(attacks())
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What may never reach a terminal within a text; a line feed only where lines are parted."""
UNCLEAN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")
"""What may never be handed out by a provider. Embeddings and isolates may, where they are closed."""
HONEST = {
    "arabic": "مرحبا بالعالم، كيف حالك اليوم؟",
    "arabic with marks": "السَّلَامُ عَلَيْكُمْ",
    "hebrew": "שלום עולם, מה שלומך?",
    "hebrew with points": "בְּרֵאשִׁית בָּרָא",
    "persian with joiners": "می\u200cخواهم",
    "hindi": "नमस्ते दुनिया क्ष त्र ज्ञ",
    "hindi with joiners": "क्\u200dष",
    "bengali": "আমার সোনার বাংলা",
    "tamil": "வணக்கம் உலகம்",
    "thai": "สวัสดีชาวโลก น้ำ",
    "lao": "ສະບາຍດີ",
    "khmer": "សួស្តី​ពិភពលោក",
    "burmese": "မင်္ဂလာပါ",
    "chinese": "你好，世界！",
    "japanese": "こんにちは、世界。ｶﾞ",
    "korean": "안녕하세요 세계",
    "vietnamese": "Tiếng Việt: ệ ễ ự",
    "decomposed": "Tie\u0302\u0301ng Vie\u0323\u0302t",
    "greek": "Γειά σου Κόσμε",
    "russian": "Привет, мир! ё й",
    "georgian": "გამარჯობა",
    "amharic": "ሰላም ልዑል",
    "emoji": "👋 🎉 ❤️ ☕️",
    "family": "👨‍👩‍👧‍👦",
    "skin": "👍🏽 👩🏾‍🚀",
    "flags": "🇩🇪 🇯🇵 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏳️‍🌈",
    "keycap": "1️⃣",
    "both directions": "He said \u2067שלום\u2069 to me",
    "marks of direction": "\u200fשלום\u200e (hello)",
    "brackets": "an array[0] and [brackets] and [/usr/bin]",
    "mathematics": "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋",
    "quotes": "“Ça va ?” — «Да»",
}
