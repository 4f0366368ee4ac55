// DirectoryService: who can take this child, the study's tables, and how an organisation is made.
//
// Invariant: an answer holds only what may be shown of a service: a confidential house gives its
// municipality and its intermediary's phone. What nobody stated is an empty text.
// Threads: every function may be called from several workers at once.
#pragma once

#include "web/service.h"

namespace web {

struct DirectoryService {
  struct Choice {
    std::string id;
    Text label;
  };
  struct Offered {
    std::string id;
    std::string code;
    Text title;
  };
  struct Organisation {
    std::string id;
    std::string name;
    std::string country;
    std::string sector;  // civil, government
    std::string place;   // "Ciudad Ixtepec, Oaxaca"; empty: not stated
    Text serves;
    Text source;
    std::vector<Offered> services;
  };
  struct Figure {
    std::string id;
    std::string value;  // empty: not stated
    std::string unit;   // organisations, percent, persons, per_100000
    int year = 0;
    Text population;
    std::string cite;
    Text assumption;  // of a derived figure
  };
  struct Document {
    Text title;
    bool required = true;
    std::string cite;
    std::string grade;
  };
  struct Term {
    Text title;
    int amount = 0;
    std::string unit;
    std::string calendar;
    Text note;
    std::string cite;
    std::string grade;
  };
  struct Step {
    std::string id;
    int figure = 0;
    Text title;
    Text what;
    std::vector<Document> documents;
    std::vector<Term> terms;
    std::string cite;
    std::string grade;
    std::string review_by;
  };
  struct Track {
    std::string id;
    std::string country;
    Text title;
    std::vector<Step> steps;
    std::vector<Step> life;  // without documents
  };
  struct Directory {
    std::vector<Choice> needs;
    std::vector<Choice> states;
    std::vector<Choice> languages;
    std::vector<Organisation> organisations;
    std::vector<Figure> figures;
    std::vector<Track> tracks;
  };

  struct Ask {
    std::string need;
    std::string state;     // ISO 3166-2; empty: anywhere
    std::string language;  // ISO 639-3; empty: not asked
    std::string age;       // empty: not known
  };
  struct Found {
    std::string id;
    std::string organisation;
    Text title;
    std::string place;
    std::string phone;     // empty: not stated
    std::string eligible;  // yes, unknown
    std::string open;      // open, closed, unknown
    std::string beds;      // not_a_house, free, unknown_call
    int free = 0;
    std::string mode;  // staff, on_call, phone, material; empty: not stated
    std::string km;    // whole kilometres; empty: not known
    bool about = false;
    bool verified = false;
    Text source;
  };
  struct LeftOut {
    std::string
        why;  // age, sex, nationality, unaccompanied, pregnancy, papers, full, closed, too_far
    int count = 0;
  };
  struct Answer {
    int total = 0;
    std::vector<Found> found;
    std::vector<LeftOut> left_out;
  };

  virtual ~DirectoryService() = default;
  virtual base::Result<Directory> directory(const Caller& caller) = 0;
  // Refusal bad_value with "field" need, state or age.
  virtual base::Result<Answer> find(const Caller& caller, const Ask& ask) = 0;
};

}  // namespace web
