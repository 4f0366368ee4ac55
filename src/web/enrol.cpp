#include "web/enrol.h"

#include <fmt/format.h>

namespace web {

namespace {

constexpr std::string_view kStyle = R"(:root{color-scheme:light dark}
body{font:1.0625rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
code{display:block;font:1rem/1.7 ui-monospace,monospace;overflow-wrap:anywhere;padding:.75rem;
border:1px solid;border-radius:.5rem}
li{margin:.75rem 0}
a.get{display:inline-block;padding:.75rem 1.25rem;border:2px solid;border-radius:.5rem;font-weight:600}
)";

struct Words {
  std::string_view language;
  std::string_view title;
  std::string_view why;
  std::string_view compare;
  std::string_view stop;
  std::string_view get;
  std::string_view android;
  std::string_view apple;
  std::string_view open;
  std::string_view other;
  std::string_view other_label;
};

constexpr Words kSpanish = {
    "es",
    "Confiar en este equipo",
    "Amparo corre en un equipo de su organización, no en Internet. Para que su teléfono hable con "
    "él a salvo, instale una vez este certificado. Solo sirve para equipos de una red local.",
    "Compare esta huella, par por par, con la de la hoja de bienvenida o con la pantalla del "
    "equipo:",
    "Si un solo par difiere, deténgase y avise a quien coordina: alguien se hace pasar por el "
    "equipo.",
    "Descargar el certificado",
    "Android: Ajustes, Seguridad, Cifrado y credenciales, Instalar un certificado, Certificado de "
    "CA; elija el archivo descargado.",
    "iPhone o iPad: Ajustes, Perfil descargado, Instalar; después General, Información, Ajustes de "
    "confianza de certificados, y actívelo.",
    "Vuelva a abrir la página. El aviso del navegador ya no debe aparecer.",
    "en",
    "English"};

constexpr Words kEnglish = {
    "en",
    "Trust this computer",
    "Amparo runs on a computer of your organisation, not on the Internet. For your phone to talk "
    "to it safely, install this certificate once. It counts for computers of a local network only.",
    "Compare this fingerprint, pair by pair, with the one on the welcome sheet or on the "
    "computer's screen:",
    "If a single pair differs, stop and tell who coordinates: somebody poses as the computer.",
    "Download the certificate",
    "Android: Settings, Security, Encryption and credentials, Install a certificate, CA "
    "certificate; choose the downloaded file.",
    "iPhone or iPad: Settings, Profile downloaded, Install; then General, About, Certificate trust "
    "settings, and switch it on.",
    "Open the page again. The browser's warning must be gone.",
    "es",
    "Español"};

}  // namespace

std::string Enrolment::page(Language language) const {
  const Words& words = language == Language::en ? kEnglish : kSpanish;
  return fmt::format(
      "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{} · Amparo</title>"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<link rel=\"stylesheet\" href=\"/enrol.css\"></head><body><main><h1>{}</h1><p>{}</p>"
      "<ol><li>{}<code>{}</code><strong>{}</strong></li>"
      "<li><a class=\"get\" href=\"/amparo.crt\">{}</a></li><li>{}</li><li>{}</li><li>{}</li></ol>"
      "<p><a href=\"/enrol?lang={}\" lang=\"{}\">{}</a></p></main></body></html>",
      words.language, words.title, words.title, words.why, words.compare, fingerprint_, words.stop,
      words.get, words.android, words.apple, words.open, words.other, words.other,
      words.other_label);
}

std::optional<net::Response> Enrolment::answer(const net::Head& head) const {
  net::Response response;
  if (head.path == "/enrol") {
    const std::string asked =
        net::query_value(head.query, "lang")
            .value_or(std::string(net::header(head.headers, "Accept-Language")));
    response.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
    response.body = page(language_of(asked));
  } else if (head.path == "/enrol.css") {
    response.headers.emplace_back("Content-Type", "text/css; charset=utf-8");
    response.body = kStyle;
  } else if (head.path == "/amparo.crt") {
    response.headers.emplace_back("Content-Type", "application/x-x509-ca-cert");
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"amparo.crt\"");
    response.body = certificate_pem_;
  } else {
    return std::nullopt;
  }
  return response;
}

}  // namespace web
