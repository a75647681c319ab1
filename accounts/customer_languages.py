"""The languages in which customers are addressed, by their own names."""

LANGUAGES = {
    "en": "English",
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "de": "Deutsch",
    "fr": "français",
    "es": "español",
    "it": "italiano",
    "pt": "português",
    "nl": "Nederlands",
    "pl": "polski",
    "ja": "日本語",
    "ko": "한국어",
}
