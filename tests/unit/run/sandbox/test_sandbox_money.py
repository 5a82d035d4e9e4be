"""Who paid for what: by content and by task, with refunds; prices without a charge; and money that runs out."""

from typing import Any

from sandbox_fakes import codes, faulty, finished, submitted, task

FAIL = {"at": "generation", "fault": "fail"}


def charges(client: Any, url: str) -> Any:
    return client.get(url.replace("/v1", "/sandbox/charges")).json()


def test_one_content_bought_by_two_tasks_is_paid_twice() -> None:
    with faulty(price_usd=0.5) as (sandbox, client):
        first = submitted(client, sandbox, speech={"text": "Hi"})
        second = submitted(client, sandbox, speech={"text": "Hi"}, ttl=90, webhookURL="http://127.0.0.1:9/")
        submitted(client, sandbox, speech={"text": "Ho"})
        (twice,) = sandbox.paid_twice
        assert sandbox.paid[twice] == {first["taskUUID"]: 1, second["taskUUID"]: 1}
        assert sandbox.spent_usd == 1.5


def test_a_new_try_after_a_failure_is_not_paid_twice() -> None:
    with faulty({**FAIL, "first": 2}, price_usd=0.5) as (sandbox, client):
        tries = []
        for _ in range(3):
            tries.append(submitted(client, sandbox, speech={"text": "Hi"}))
            finished(client, sandbox.url, tries[-1]["taskUUID"])
        uuids = [each["taskUUID"] for each in tries]
        told = charges(client, sandbox.url)
        ((digest, tasks),) = told["tasks"].items()
        assert tasks == uuids
        assert told["kept"] == {digest: dict(zip(uuids, (0, 0, 1), strict=True))}
        assert (told["spent"], told["results"], told["refunds"], told["paidTwice"]) == (0.5, 1, 2, [])
        submitted(client, sandbox, speech={"text": "Hi"})
        assert sandbox.paid_twice == (digest,)


def test_a_try_whose_results_failed_in_part_counts_as_paid() -> None:
    with faulty({**FAIL, "results": [0]}) as (sandbox, client):
        for _ in range(2):
            made = submitted(client, sandbox, speech={"text": "Hi"}, numberResults=2)
            finished(client, sandbox.url, made["taskUUID"], results=2)
        assert [list(tasks.values()) for tasks in sandbox.paid.values()] == [[1, 1]]
        assert len(sandbox.paid_twice) == 1


def test_a_refund_can_be_spent_again() -> None:
    with faulty({**FAIL, "first": 1}, price_usd=1, balance_usd=1) as (sandbox, client):
        made = submitted(client, sandbox, speech={"text": "Hi"})
        finished(client, sandbox.url, made["taskUUID"])
        submitted(client, sandbox, speech={"text": "Hi"})
        broke = client.post(sandbox.url, json=[task()])
        assert (broke.status_code, codes(broke.json())) == (402, ["insufficientCredits"])
        for wrong in ("ten", -1, 0, True, None):
            assert client.post(sandbox.url.replace("/v1", "/sandbox/deposit"), json=wrong).status_code == 400
        assert client.post(sandbox.url.replace("/v1", "/sandbox/deposit"), json=0.25).json()["balance"] == 0.25
        client.post(sandbox.url.replace("/v1", "/sandbox/deposit"), json=0.75)
        assert client.post(sandbox.url, json=[task()]).status_code == 200


def test_a_dry_run_tells_every_price_and_changes_nothing() -> None:
    dry = {"X-Runware-Dry-Run": "1"}
    with faulty(price_usd=0.7, balance_usd=0) as (sandbox, client):
        tasks = [task(numberResults=number) for number in (1, 4)]
        priced = client.post(sandbox.url, json=[*tasks, task(outputQuality=1)], headers=dry)
        assert [item["cost"] for item in priced.json()["data"]] == [0.7, 2.8]
        assert codes(priced.json()) == ["invalidOutputQuality"]
        assert (sandbox.charges, sandbox.spent_usd, charges(client, sandbox.url)["tasks"]) == ((), 0, {})
        assert codes(client.post(sandbox.url, json=tasks).json()) == ["insufficientCredits"] * 2
        assert client.post(sandbox.url, json=tasks, headers={"X-Runware-Dry-Run": "0"}).status_code == 402
