"""The chat of the Channels tutorial, asynchronous, on the channel layer of the settings."""

import json
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

django.setup()


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add("chat", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("chat", self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = json.loads(text_data or "{}")["message"]
        await self.channel_layer.group_send("chat", {"type": "chat.message", "message": message})

    async def chat_message(self, event: dict[str, Any]) -> None:
        text = json.dumps({"message": event["message"]}, separators=(",", ":"))
        await self.send(text_data=text)


_chat: Any = ChatConsumer.as_asgi()
application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/strategy/", _chat)])})
