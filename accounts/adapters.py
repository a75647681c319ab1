"""How allauth signs people in here: nobody registers themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The company's sign-in may know people whom we do not."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Only where OIDC_SIGNUP says so; a newcomer belongs to no account team and sees none."""
        return bool(settings.OIDC_SIGNUP)
