"""Who saves, and where: prints the cookies of a signed-in account manager and the addresses to send to, as JSON."""

import json

import django

django.setup()

from django.urls import reverse  # noqa: E402 -- after the set-up

from accounts.models import User  # noqa: E402
from bench.measure.cases import FLOOR_WRITE, PEOPLE  # noqa: E402
from bench.measure.request_child import Visitor  # noqa: E402

if __name__ == "__main__":
    visitor = Visitor(User.objects.get(pk=PEOPLE["account manager"]))
    cookies = visitor.client.cookies
    print(
        json.dumps(
            {
                "cookies": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items()),
                "token": cookies["csrftoken"].value,
                "answers": [reverse("planning:answer-save", args=[plan, "C1"]) for _account, plan in visitor.plans],
                "row": reverse(FLOOR_WRITE.view),
            }
        )
    )
