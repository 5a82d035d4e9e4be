"""What goes wrong on purpose: a file of rules that say where, what and how often; the same seed and requests, the same harm.

The file is YAML or JSON, `rules` and maybe `seed`:

    rules:
      - {at: submit, fault: status, status: 503, accepted: true, first: 1}
      - {at: submit, fault: reset, chance: 0.1}
      - {at: generation, fault: fail, category: safety, shape: both, matches: "Anna"}
      - {at: download, fault: cut, share: 0.4, every: 3, count: all}

A rule hits those occurrences that `first: N`, `every: N` and `nth: [N, …]` leave, each with `chance` (of 1). Occurrences are
counted for each content by itself, whatever UUID it has, or with `count: all` over everything. `matches` is a regular
expression that is searched in the task's JSON, and `results: [0]` means those results alone (of a generation, a download, a
webhook). The first rule that hits is the one that happens; `slow` is added to others. Over a WebSocket the same happens to
frames, and what cuts a reply or resets it ends the connection.

    submit, poll, upload   slow (seconds) · silence · status (status, code, message, retry_after) · reset · cut (share)
                           garbage (body) · json (body: JSON of another shape) · die (the process kills itself);
                           `accepted: true` does the work before the harm
    task                   refuse (code or category, message, status): one task of a request, under 200 if others are taken
    download               slow (seconds) · silence · status · expired (from `seconds` after it was made: 410, or status)
                           reset, cut (share: how much is sent before) · trickle (bytes_per_s) · type (content_type)
                           html (status, body) · garbage (body) · empty · no-range · wrong-range
    webhook                late (goes on and is told later: out of order) · drop · duplicate (times)
                           stale (a `processing` notice after the last one) · garbage (body) · shape (shape: data|flat|array|errors)
    generation             fail (code or category, message, shape: errors|item|both) · stuck (for ever, or so many seconds more)
"""
