"""Without media a task costs the sandbox almost nothing: every task is made at once, and all get one tiny video."""

import io
import time

import av
import pytest
from sandbox_fakes import faulty, poll, task

TASKS = 1000
BATCH = 100
CPU_S_PER_TASK_MAX = 0.001


def test_a_thousand_tasks_take_less_than_a_second_of_one_core() -> None:
    with faulty() as (sandbox, client):
        client.post(sandbox.url, json=[task()])
        batches = [
            [task(speech={"text": f"Number {first + step}."}) for step in range(BATCH)]
            for first in range(0, TASKS, BATCH)
        ]
        begun = time.process_time()
        for batch in batches:
            assert len(client.post(sandbox.url, json=batch).json()["data"]) == BATCH
            answer = client.post(sandbox.url, json=poll(*(each["taskUUID"] for each in batch))).json()
            assert {item["status"] for item in answer["data"]} == {"success"}
        spent_s = time.process_time() - begun
        assert spent_s / TASKS < CPU_S_PER_TASK_MAX, "client and server together"
        assert len(sandbox.charges) == TASKS + 1


@pytest.mark.parametrize(
    ("kind", "content_type"), [("MP4", "video/mp4"), ("MOV", "video/quicktime"), ("WEBM", "video/webm")]
)
def test_the_tiny_video_can_be_played(kind: str, content_type: str) -> None:
    with faulty() as (sandbox, client):
        made = task(outputFormat=kind, settings={"caption": True})
        client.post(sandbox.url, json=[made])
        (item,) = client.post(sandbox.url, json=poll(made["taskUUID"])).json()["data"]
        reply = client.get(item["videoURL"])
        assert reply.headers["content-type"] == content_type
        assert len(reply.content) < 4096
        with av.open(io.BytesIO(reply.content)) as container:
            assert len(list(container.decode(video=0))) == 1
        assert "Hello there." in client.get(item["subtitleURL"]).text
        assert client.get(item["videoURL"] + "x").status_code == 404
