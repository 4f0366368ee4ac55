#include "law/compile/yaml.h"

#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace law {

namespace {

constexpr std::size_t kMaxNesting = 32;

struct Refused {
  int line;
  std::string why;
};

// Builds the tree from the parser's events, because its own nodes hide aliases and duplicate keys.
class TreeBuilder : public YAML::EventHandler {
 public:
  std::vector<Yaml> documents;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    put(scalar(mark, "", false, anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{mark.line + 1, "alias"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "?" && tag != "!" && !tag.empty()) throw Refused{mark.line + 1, "tag " + tag};
    put(scalar(mark, value, tag == "!", anchor));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Yaml::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Yaml::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Yaml node;
    bool has_key = false;
    std::string key;
  };

  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) throw Refused{mark.line + 1, "anchor"};
  }

  static Yaml scalar(const YAML::Mark& mark, const std::string& text, bool quoted,
                     YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    Yaml node;
    node.text = text;
    node.quoted = quoted;
    node.line = mark.line + 1;
    return node;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Yaml::Kind kind) {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!" && !tag.empty()) throw Refused{mark.line + 1, "tag " + tag};
    if (levels_.size() >= kMaxNesting) throw Refused{mark.line + 1, "nesting over 32"};
    Level level;
    level.node.kind = kind;
    level.node.line = mark.line + 1;
    levels_.push_back(std::move(level));
  }

  void close() {
    Yaml node = std::move(levels_.back().node);
    levels_.pop_back();
    put(std::move(node));
  }

  void put(Yaml node) {
    if (levels_.empty()) {
      documents.push_back(std::move(node));
      return;
    }
    Level& level = levels_.back();
    if (level.node.kind == Yaml::Kind::list) {
      level.node.items.push_back(std::move(node));
    } else if (!level.has_key) {
      if (node.kind != Yaml::Kind::scalar) throw Refused{node.line, "key that is no word"};
      if (level.node.find(node.text) != nullptr || node.text == "<<") {
        throw Refused{node.line, "key \"" + node.text + "\" twice"};
      }
      level.key = node.text;
      level.has_key = true;
    } else {
      level.node.entries.emplace_back(std::move(level.key), std::move(node));
      level.has_key = false;
    }
  }

  std::vector<Level> levels_;
};

}  // namespace

std::expected<std::vector<Yaml>, Problem> parse_yaml(const std::string& text,
                                                     const std::string& file) {
  TreeBuilder builder;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    return std::unexpected(
        Problem{ProblemKind::bad_yaml, file, refused.line, {{"why", refused.why}}});
  } catch (const YAML::Exception& error) {
    return std::unexpected(
        Problem{ProblemKind::bad_yaml, file, error.mark.line + 1, {{"why", error.msg}}});
  }
  std::erase_if(builder.documents, [](const Yaml& document) { return document.is_null(); });
  return std::move(builder.documents);
}

}  // namespace law
