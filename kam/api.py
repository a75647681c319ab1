"""The API: one router; each app lists its own viewsets."""

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from accounts import api as accounts_api
from accounts import gaps_api, knowledge_api, ties_api
from accounts.access import signed_in
from planning import api as planning_api
from planning import process_api, talk_api, unknowns_api
from reviews import api as reviews_api
from scoring import api as scoring_api

router = SimpleRouter()
apis = (
    *(accounts_api, gaps_api, knowledge_api, ties_api, scoring_api, planning_api, unknowns_api, talk_api),
    *(process_api, reviews_api),
)
for prefix, viewset in (pair for api in apis for pair in api.VIEWSETS):
    router.register(prefix, viewset)

urlpatterns: list[URLPattern] = [
    path("schema/", signed_in(SpectacularAPIView.as_view()), name="api-schema"),
    *router.urls,
]
