#include "explain/translated_message.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace poolprobe {
namespace {

constexpr std::string_view varies = "...";

struct translation {
  std::string_view english;
  std::string_view
      translated;  ///< what tells it from other messages; "..." as in `english`, in the same order
};

/// From the catalogs of PostgreSQL 15 (src/backend/po): German, French, Spanish, Russian, Italian, Ukrainian,
/// Swedish, Japanese, Korean, Chinese, Portuguese.
constexpr translation rows[] = {
    {"unnamed prepared statement does not exist", "unbenannte vorbereitete Anweisung existiert nicht"},
    {"unnamed prepared statement does not exist", "instruction préparée non nommée n'existe pas"},
    {"unnamed prepared statement does not exist", "no existe una sentencia preparada sin nombre"},
    {"unnamed prepared statement does not exist", "безымянный подготовленный оператор не существует"},
    {"unnamed prepared statement does not exist", "istruzione preparata senza nome non esiste"},
    {"unnamed prepared statement does not exist", "підготовлений оператор без імені не існує"},
    {"unnamed prepared statement does not exist", "förberedd sats utan namn existerar inte"},
    {"unnamed prepared statement does not exist", "無名の準備された文が存在しません"},
    {"unnamed prepared statement does not exist", "未命名的预备语句不存在"},
    {"unnamed prepared statement does not exist", "未命名的預備敘述不存在"},
    {R"(prepared statement "..." does not exist)", R"(vorbereitete Anweisung "..." existiert nicht)"},
    {R"(prepared statement "..." does not exist)", R"(instruction préparée "..." n'existe pas)"},
    {R"(prepared statement "..." does not exist)", R"(no existe la sentencia preparada "...")"},
    {R"(prepared statement "..." does not exist)", R"(подготовленный оператор "..." не существует)"},
    {R"(prepared statement "..." does not exist)", R"(istruzione preparata "..." non esiste)"},
    {R"(prepared statement "..." does not exist)", R"(підготовлений оператор "..." не існує)"},
    {R"(prepared statement "..." does not exist)", R"(preparerad sats "..." finns inte)"},
    {R"(prepared statement "..." does not exist)", R"(準備された文"..."は存在しません)"},
    {R"(prepared statement "..." does not exist)", R"("..." 이름의 준비된 명령문(prepared statement) 없음)"},
    {R"(prepared statement "..." does not exist)", R"(预备语句 "..." 不存在)"},
    {R"(prepared statement "..." does not exist)", R"(預備敘述 "..." 不存在)"},
    {R"(prepared statement "..." does not exist)", R"(comando preparado "..." não existe)"},
    {R"(prepared statement "..." already exists)", R"(comando preparado "..." já existe)"},
    {R"(prepared statement "..." already exists)", R"(vorbereitete Anweisung "..." existiert bereits)"},
    {R"(prepared statement "..." already exists)", R"(instruction préparée "..." existe déjà)"},
    {R"(prepared statement "..." already exists)", R"(la sentencia preparada "..." ya existe)"},
    {R"(prepared statement "..." already exists)", R"(подготовленный оператор "..." уже существует)"},
    {R"(prepared statement "..." already exists)", R"(istruzione preparata "..." esiste già)"},
    {R"(prepared statement "..." already exists)", R"(підготовлений оператор "..." вже існує)"},
    {R"(prepared statement "..." already exists)", R"(preparerad sats "..." finns redan)"},
    {R"(prepared statement "..." already exists)", R"(準備された文"..."はすでに存在します)"},
    {R"(prepared statement "..." already exists)",
     R"("..." 이름의 준비된 명령문(prepared statement)이 이미 있습니다)"},
    {R"(prepared statement "..." already exists)", R"(预备语句 "..." 已存在)"},
    {R"(prepared statement "..." already exists)", R"(預備敘述 "..." 已存在)"},
    {R"(bind message supplies ... parameters, but prepared statement "..." requires ...)",
     R"(Binden-Nachricht enthält ... Parameter, aber vorbereitete Anweisung "..." erfordert )"},
    {R"(bind message supplies ... parameters, but prepared statement "..." requires ...)",
     R"(message bind fournit ... paramètres, mais l'instruction préparée "..." en requiert )"},
    {R"(bind message supplies ... parameters, but prepared statement "..." requires ...)",
     R"(mensaje de "bind" entrega ... parámetros, pero la sentencia preparada "..." requiere )"},
    {R"(bind message supplies ... parameters, but prepared statement "..." requires ...)",
     R"(неверное число параметров (..., а подготовленный оператор "..." требует )"},
    {R"(bind message supplies ... parameters, but prepared statement "..." requires ...)",
     R"(bind fornisce ... parametri, ma l'istruzione preparata "..." ne richiede )"},
    {R"(bind message supplies ... parameters, but prepared statement "..." requires ...)",
     R"(bind передано ... параметрів, але підготовлений оператор "..." потребує )"},
    {"cached plan must not change result type", "gecachter Plan darf den Ergebnistyp nicht ändern"},
    {"cached plan must not change result type", "plan en cache ne doit pas modifier le type en résultat"},
    {"cached plan must not change result type", "plan almacenado no debe cambiar el tipo de resultado"},
    {"cached plan must not change result type", "в кешированном плане не должен изменяться тип результата"},
    {"cached plan must not change result type", "cached plan non deve cambiare il tipo del risultato"},
    {"cached plan must not change result type", "в кешованому плані не повинен змінюватись тип результату"},
    {R"(cursor "..." does not exist)", R"(Cursor "..." existiert nicht)"},
    {R"(cursor "..." does not exist)", R"(le curseur "..." n'existe pas)"},
    {R"(cursor "..." does not exist)", R"(no existe el cursor "...")"},
    {R"(cursor "..." does not exist)", R"(курсор "..." не существует)"},
    {R"(cursor "..." does not exist)", R"(il cursore "..." non esiste)"},
    {R"(cursor "..." does not exist)", R"(курсор "..." не існує)"},
    {"current transaction is aborted", "aktuelle Transaktion wurde abgebrochen"},
    {"current transaction is aborted", "la transaction est annulée, les commandes sont ignorées"},
    {"current transaction is aborted", "transacción abortada, las órdenes"},
    {"current transaction is aborted", "текущая транзакция прервана"},
    {"current transaction is aborted", "la transazione corrente è interrotta"},
    {"current transaction is aborted", "поточна транзакція перервана"},
    {R"(relation "..." does not exist)", R"(Relation "..." existiert nicht)"},
    {R"(relation "..." does not exist)", R"(la relation "..." n'existe pas)"},
    {R"(relation "..." does not exist)", R"(no existe la relación "...")"},
    {R"(relation "..." does not exist)", R"(отношение "..." не существует)"},
    {R"(unrecognized configuration parameter "...")", R"(unbekannter Konfigurationsparameter "...")"},
    {R"(unrecognized configuration parameter "...")", R"(paramètre de configuration "..." non reconnu)"},
    {R"(unrecognized configuration parameter "...")", R"(parámetro de configuración "..." no reconocido)"},
    {R"(unrecognized configuration parameter "...")", R"(нераспознанный параметр конфигурации: "...")"},
};

/// What stands in `line` for each "..." of `pattern`, perhaps nothing; nullopt where the line is another
/// message.
std::optional<std::vector<std::string>> parts_of(std::string_view line, std::string_view pattern) {
  std::vector<std::string> parts;
  auto end = std::min(pattern.find(varies), pattern.size());
  auto at = line.find(pattern.substr(0, end));
  if (at == std::string_view::npos) return std::nullopt;
  at += end;
  while (end < pattern.size()) {
    pattern.remove_prefix(end + varies.size());
    end = std::min(pattern.find(varies), pattern.size());
    auto const next = line.find(pattern.substr(0, end), at);
    constexpr std::size_t longest = 100;
    if (next == std::string_view::npos || next - at > longest) return std::nullopt;
    parts.emplace_back(line.substr(at, next - at));
    at = next + end;
  }
  return parts;
}

std::string filled(std::string_view english, std::vector<std::string> const& parts) {
  std::string text;
  std::size_t used = 0;
  while (!english.empty()) {
    if (!english.starts_with(varies)) {
      text += english.front();
      english.remove_prefix(1);
      continue;
    }
    text += used < parts.size() ? parts[used] : varies;
    ++used;
    english.remove_prefix(varies.size());
  }
  return text;
}

}  // namespace

std::string with_english(std::string_view text) {
  std::string all(text);
  for (auto const& row : rows) {
    if (auto const parts = parts_of(text, row.translated)) all += "\n" + filled(row.english, *parts);
  }
  return all;
}

}  // namespace poolprobe
