#include "ledger/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ledger {

namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kSignatureStart = "\u2014 ";

std::string to_base64(base::ByteView bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < n ? bytes[i + j] : 0U);
    for (std::size_t j = 0; j < 4; ++j) {
      out.push_back(j <= n ? kDigits[group >> (18 - 6 * j) & 63] : '=');
    }
  }
  return out;
}

// Strict: the one encoding of some bytes.
std::optional<base::Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  base::Bytes out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    std::size_t pad = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const char c = text[i + j];
      const std::size_t digit = c == '=' ? 0 : kDigits.find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      if (c == '=') pad++;
      group = group << 6 | static_cast<std::uint32_t>(digit);
    }
    for (std::size_t j = 0; j < 3 && pad <= 2; ++j) {
      if (j < 3 - pad) out.push_back(static_cast<std::uint8_t>(group >> (16 - 8 * j)));
    }
  }
  if (to_base64(out) != text) return std::nullopt;
  return out;
}

// Takes one line off the front; nothing when no line end is left.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::unexpected<base::Refusal> invalid(const char* why) {
  return base::refuse(base::Code::checkpoint_invalid, {{"why", why}});
}

bool is_name(std::string_view name) {
  return !name.empty() && name.find_first_of(" +\n\r\t") == std::string_view::npos;
}

base::Result<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kSignatureStart)) return invalid("signature line");
  line.remove_prefix(kSignatureStart.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_name(line.substr(0, space))) return invalid("name");
  const std::optional<base::Bytes> bytes = from_base64(line.substr(space + 1));
  NoteSignature out;
  out.name = line.substr(0, space);
  if (!bytes || bytes->size() != out.key_hash.size() + out.signature.size()) {
    return invalid("signature");
  }
  std::copy_n(bytes->begin(), out.key_hash.size(), out.key_hash.begin());
  std::copy(bytes->begin() + 4, bytes->end(), out.signature.begin());
  return out;
}

}  // namespace

Hash leaf_hash(const Hash& entry_hash) {
  std::array<std::uint8_t, 33> data;
  data[0] = 0;
  std::copy(entry_hash.begin(), entry_hash.end(), data.begin() + 1);
  return crypto::sha256(data);
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 65> data;
  data[0] = 1;
  std::copy(left.begin(), left.end(), data.begin() + 1);
  std::copy(right.begin(), right.end(), data.begin() + 33);
  return crypto::sha256(data);
}

Hash empty_root() {
  return crypto::sha256({});
}

// RFC 9162 §2.1.3.2 and §2.1.4.2, which say how to check the proofs that RFC 6962 defines.
bool verify_inclusion(const Hash& entry_hash, std::uint64_t index, std::uint64_t size,
                      const std::vector<Hash>& proof, const Hash& root) {
  if (index >= size) return false;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash at = leaf_hash(entry_hash);
  for (const Hash& step : proof) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      at = node_hash(step, at);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      at = node_hash(at, step);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && at == root;
}

bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, const std::vector<Hash>& proof) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (old_size == 0) return proof.empty() && old_root == empty_root();
  std::vector<Hash> steps = proof;
  if ((old_size & (old_size - 1)) == 0) steps.insert(steps.begin(), old_root);
  if (steps.empty()) return false;
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = new_size - 1;
  while ((fn & 1) == 1) {
    fn >>= 1;
    sn >>= 1;
  }
  Hash fr = steps[0];
  Hash sr = steps[0];
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      fr = node_hash(steps[i], fr);
      sr = node_hash(steps[i], sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, steps[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == old_root && sr == new_root;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         to_base64(checkpoint.root) + "\n";
}

std::array<std::uint8_t, 4> note_key_hash(const std::string& name, const crypto::VerifyKey& key) {
  constexpr char kEd25519 = 1;
  std::string data = name + "\n" + kEd25519;
  data += base::as_text(key);
  const Hash hash = crypto::sha256(base::as_bytes(data));
  return {hash[0], hash[1], hash[2], hash[3]};
}

std::string note_with(const std::string& text, const NoteSignature& signature) {
  base::Bytes bytes(signature.key_hash.begin(), signature.key_hash.end());
  bytes.insert(bytes.end(), signature.signature.begin(), signature.signature.end());
  return text + "\n" + std::string(kSignatureStart) + signature.name + " " + to_base64(bytes) +
         "\n";
}

base::Result<SignedCheckpoint> parse_note(const std::string& note) {
  std::string_view rest = note;
  const auto origin = take_line(rest);
  const auto size = take_line(rest);
  const auto root = take_line(rest);
  const auto blank = take_line(rest);
  if (!origin || origin->empty() || !size || !root || !blank || !blank->empty()) {
    return invalid("text");
  }
  SignedCheckpoint out;
  out.checkpoint.origin = *origin;
  const auto [end, error] =
      std::from_chars(size->data(), size->data() + size->size(), out.checkpoint.size);
  if (error != std::errc() || end != size->data() + size->size() ||
      std::to_string(out.checkpoint.size) != *size) {
    return invalid("size");
  }
  const std::optional<base::Bytes> root_bytes = from_base64(*root);
  if (!root_bytes || root_bytes->size() != out.checkpoint.root.size()) return invalid("root");
  std::copy(root_bytes->begin(), root_bytes->end(), out.checkpoint.root.begin());
  while (!rest.empty()) {
    const auto line = take_line(rest);
    if (!line) return invalid("signature line");
    base::Result<NoteSignature> signature = parse_signature(*line);
    if (!signature) return pass(signature);
    out.signatures.push_back(std::move(*signature));
  }
  if (out.signatures.empty()) return invalid("no signature");
  return out;
}

bool note_signed_by(const SignedCheckpoint& note, const std::string& name,
                    const crypto::VerifyKey& key) {
  const std::string text = checkpoint_text(note.checkpoint);
  return std::any_of(note.signatures.begin(), note.signatures.end(), [&](const NoteSignature& s) {
    return s.name == name && s.key_hash == note_key_hash(name, key) &&
           crypto::verify(key, crypto::SignDomain::checkpoint, base::as_bytes(text), s.signature);
  });
}

}  // namespace ledger
