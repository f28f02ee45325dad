"""Languages by their codes (ISO 639-1, and those beside it that networks offer) and their English names."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_NAMELESS = """
ae arz bar bcc bho bik brh brx ceb chr cnr cu dsb fil frp hak haw hif hil hmn hne ho hsb hz ie ii ik ilo
kg ki kj kmr kr krl kv ldn lfn lij lmo lu lzh mai min moh nan nap nd new ng nr nso pap pdc pi pnb rom
rue sah scn sma smj smn tlh tpi tum vec vls vmf vo vro war wuu xal yue zba
"""
"""Codes that networks know as well, and that have no name here."""
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*")
_TABLE = """
aa Afar, ab Abkhazian, af Afrikaans, ak Akan, am Amharic, an Aragonese, ar Arabic, as Assamese, ast
Asturian, av Avaric, ay Aymara, az Azerbaijani, ba Bashkir, be Belarusian, bg Bulgarian, bh Bihari, bi
Bislama, bm Bambara, bn Bengali, bo Tibetan, br Breton, bs Bosnian, ca Catalan, ce Chechen, ch Chamorro,
ckb Sorani, co Corsican, cr Cree, cs Czech, csb Kashubian, cv Chuvash, cy Welsh, da Danish, de German,
dv Divehi, dz Dzongkha, ee Ewe, el Greek, en English, eo Esperanto, es Spanish, et Estonian, eu Basque,
fa Persian, ff Fula, fi Finnish, fj Fijian, fo Faroese, fr French, fy Frisian, ga Irish, gd Scottish
Gaelic, gl Galician, gn Guarani, gsw Swiss German, gu Gujarati, gv Manx, ha Hausa, he Hebrew, hi Hindi,
hr Croatian, ht Haitian, hu Hungarian, hy Armenian, ia Interlingua, id Indonesian, ig Igbo, io Ido, is
Icelandic, it Italian, iu Inuktitut, ja Japanese, jbo Lojban, jv Javanese, ka Georgian, kab Kabyle, kk
Kazakh, kl Greenlandic, km Khmer, kn Kannada, ko Korean, ks Kashmiri, ku Kurdish, kw Cornish, ky Kyrgyz,
la Latin, lb Luxembourgish, lg Ganda, li Limburgish, ln Lingala, lo Lao, lt Lithuanian, lv Latvian, mg
Malagasy, mh Marshallese, mi Māori, mk Macedonian, ml Malayalam, mn Mongolian, mr Marathi, ms Malay, mt
Maltese, my Burmese, na Nauru, nb Norwegian Bokmål, nds Low German, ne Nepali, nl Dutch, nn Norwegian
Nynorsk, no Norwegian, nv Navajo, ny Chichewa, oc Occitan, oj Ojibwe, om Oromo, or Oriya, os Ossetian,
pa Punjabi, pl Polish, ps Pashto, pt Portuguese, qu Quechua, rm Romansh, rn Kirundi, ro Romanian, ru
Russian, rw Kinyarwanda, sa Sanskrit, sc Sardinian, sco Scots, sd Sindhi, se Northern Sami, sg Sango, si
Sinhala, sk Slovak, sl Slovenian, sm Samoan, sn Shona, so Somali, sq Albanian, sr Serbian, ss Swati, st
Southern Sotho, su Sundanese, sv Swedish, sw Swahili, szl Silesian, ta Tamil, te Telugu, tg Tajik, th
Thai, ti Tigrinya, tk Turkmen, tl Tagalog, tn Tswana, to Tonga, tok Toki Pona, tr Turkish, ts Tsonga, tt
Tatar, tw Twi, ty Tahitian, ug Uyghur, uk Ukrainian, ur Urdu, uz Uzbek, ve Venda, vi Vietnamese, wa
Walloon, wo Wolof, xh Xhosa, yi Yiddish, yo Yoruba, za Zhuang, zgh Tamazight, zh Chinese, zu Zulu
"""


def _rows(table: str) -> Iterator[tuple[str, str]]:
    for row in table.replace("\n", " ").split(","):
        code, name = row.split(maxsplit=1)
        yield code, name.strip()


LANGUAGES: Mapping[str, str] = MappingProxyType(dict(sorted(_rows(_TABLE), key=lambda row: row[1])))
"""The name of every language, by its code; in the order of the names."""


def is_language(code: str) -> bool:
    """Whether this is the code of a language, such as `en` or `pt-BR`."""
    found = _TAG.fullmatch(code)
    return found is not None and (
        found[1].casefold() in LANGUAGES or found[1].casefold() in _NAMELESS.split()
    )


def language_name(code: str) -> str:
    """“German” for "de", “Portuguese (pt-BR)” for "pt-BR"; the code where it has no name here."""
    main, _, rest = code.partition("-")
    name = LANGUAGES.get(main.casefold())
    if name is None:
        return code
    return f"{name} ({code})" if rest else name


def find_languages(typed: str) -> tuple[str, ...]:
    """The codes of the languages that somebody may mean: by code, then by the beginning of the name. A code
    that is typed with its country or script is one as well.
    """
    wanted = typed.strip().casefold()
    by_code = [code for code in LANGUAGES if code == wanted]
    if "-" in wanted and is_language(typed.strip()):
        by_code.append(typed.strip())
    by_name = [
        code
        for code, name in LANGUAGES.items()
        if any(word.startswith(wanted) for word in (name.casefold(), *name.casefold().split()))
    ]
    return tuple(dict.fromkeys((*by_code, *by_name)))
