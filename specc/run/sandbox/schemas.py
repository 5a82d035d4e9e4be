"""The addresses at which machine schemas are published: the registry, the resolver, and a model's OpenAPI document. No key is asked for."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import refused
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.registry import described, registry, resolved
from specc.run.sandbox.state import State


def routes(state: State) -> list[Route]:
    async def listed(request: Request) -> Response:
        body = registry(state.models)
        etag = f'"{body["version"]}"'
        if etag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers={"ETag": etag})
        return Response(encoded(body), headers={"ETag": etag}, media_type="application/json")

    async def resolve(request: Request) -> Response:
        model = state.models.get(request.path_params["model"])
        return _found(None if model is None else resolved(model))

    async def describe(request: Request) -> Response:
        return _found(described(request.path_params["slug"], state.models))

    return [Route("/registry.json", listed), Route("/resolve/{model:path}", resolve), Route("/docs/models/{slug}/schema.json", describe)]


def _found(body: JsonObject | None) -> Response:
    if body is None:
        return Response(encoded(refused("modelNotFound", "There is no such model.", status=404).body()), 404, media_type="application/json")
    return Response(encoded(body), media_type="application/json")
