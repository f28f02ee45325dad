"""What I want to see, as my account on the network says it: asked for now and then, and kept."""

import json

from connect_tui.provider import BadResponse, NotAllowed, NotFound, Rejected
from connect_tui.providers.bluesky.api import Api, list_of
from connect_tui.providers.bluesky.moderation import Preferences, labelers_in
from connect_tui.providers.web.reader import Json

MAX_LABELERS = 20
"""Services whose labels are asked for; the network takes no more."""
MAX_MEMORY = 150_000
"""Bytes that are kept; who mutes more words than that is asked for anew."""
_KEPT = frozenset(
    {"adultContentPref", "contentLabelPref", "mutedWordsPref", "hiddenPostsPref", "labelersPref"}
)
_DEFINITIONS = ("identifier", "blurs", "defaultSetting", "adultOnly", "locales")
_FIELDS = frozenset(
    {"$type", "enabled", "labelerDid", "label", "visibility", "items", "value", "targets", "actorTarget"}
    | {"expiresAt", "labelers", "did", "lang", "name", *_DEFINITIONS}
)
"""What is read of them. Whatever else stands beside it may count something, and is not kept."""
_DEEPEST = 8


class Taste:
    """The preferences of one account, for the mapper. `known` is whether they were ever asked for."""

    def __init__(self, api: Api) -> None:
        self.known = False
        self.memory = b""
        self._api = api

    async def ask(self) -> None:
        """https://docs.bsky.app/docs/api/app-bsky-actor-get-preferences; a server may keep none."""
        client = self._api.client
        try:
            preferences = await client.get("app.bsky.actor.getPreferences")
            items = [_read(item.value) for item in list_of(preferences, "preferences") if _is_kept(item)]
            labelers = labelers_in(Json(items))[:MAX_LABELERS]
            services = await self._services(labelers)
        except (NotFound, NotAllowed, Rejected, BadResponse):
            items, services = [], []
        self._take(items, services)

    def resume(self, memory: bytes) -> None:
        """Take up what `memory` was on an earlier day; nothing where it means nothing."""
        try:
            kept = Json(json.loads(memory))
        except (ValueError, RecursionError):
            return
        if kept.get("preferences").is_list and kept.get("services").is_list:
            self._take(
                [item.value for item in kept.get("preferences").many()],
                [item.value for item in kept.get("services")],
            )

    async def _services(self, labelers: tuple[str, ...]) -> list[object]:
        """https://docs.bsky.app/docs/api/app-bsky-labeler-get-services: what they mean by their labels."""
        if not labelers:
            return []
        answer = await self._api.client.get(
            "app.bsky.labeler.getServices", {"dids": labelers, "detailed": "true"}
        )
        return [
            {
                "creator": {"did": view.get("creator").text("did")},
                "policies": {
                    "labelValueDefinitions": [
                        {key: _read(item.get(key).value) for key in _DEFINITIONS}
                        for item in view.get("policies").get("labelValueDefinitions")
                    ]
                },
            }
            for view in list_of(answer, "views")
        ]

    def _take(self, preferences: list[object], services: list[object]) -> None:
        wanted = Preferences.read(Json(preferences), Json(services))
        self._api.mapper.wanted = wanted
        self._api.client.labelers = wanted.labelers[:MAX_LABELERS]
        memory = json.dumps({"preferences": preferences, "services": services}).encode()
        self.memory = memory if len(memory) <= MAX_MEMORY else b""
        self.known = True


def _is_kept(item: Json) -> bool:
    return item.text("$type").rpartition("#")[2] in _KEPT


def _read(value: object, deep: int = 0) -> object:
    """What is read of a value: of objects the known fields, and no number anywhere."""
    if deep > _DEEPEST or not isinstance(value, str | bool | list | dict):
        return None
    if isinstance(value, list):
        return [_read(item, deep + 1) for item in value]
    if isinstance(value, dict):
        return {key: _read(item, deep + 1) for key, item in value.items() if key in _FIELDS}
    return value
