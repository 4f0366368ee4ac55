// DirectoryService: who can take this child, the study's tables, what the organisation itself adds
// and verifies, referrals, and how an organisation is made.
//
// Invariant: an answer holds only what may be shown of a service: a confidential house gives its
// municipality and its intermediary's phone, also to who wrote its address. What nobody stated is
// an empty text. Facts of a child are gathered behind this seam; only reasons come out. Threads:
// every function may be called from several workers at once.
#pragma once

#include <boost/json/object.hpp>

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
    std::string phone;  // empty: not stated
    std::string place;
  };
  struct Organisation {
    std::string id;
    std::string name;
    std::string country;
    std::string sector;  // civil, government
    std::string state;   // ISO 3166-2; empty: not stated
    std::string place;   // "Ciudad Ixtepec, Oaxaca"; empty: not stated
    Text serves;
    Text source;
    std::vector<Offered> services;
    bool own = false;    // this organisation added or changed it
    bool study = false;  // of the study's Table 1
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
    std::string id;
    Text title;
    bool required = true;
    bool expires = false;
    std::string template_id;  // empty: none
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
    bool may_write = false;
  };

  struct Ask {
    std::string need;
    std::string state;          // ISO 3166-2; empty: anywhere
    std::string language;       // ISO 639-3; empty: not asked
    std::string age;            // empty: not known
    std::string case_id = {};   // whose facts are asked for; empty: nobody's
    std::string within = {};    // leaves out what opens later than so many minutes; empty: nothing
    std::string pregnant = {};  // yes, no; empty: not known
  };
  struct Found {
    std::string id;
    std::string organisation_id;
    std::string organisation;
    Text title;
    std::string code;   // of list services
    std::string state;  // ISO 3166-2; empty: not stated
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
    base::UtcMs checked_ms = 0;      // the last check of anything; 0: never
    std::vector<std::string> stale;  // fields checked too long ago
    int opens_in_min = -1;           // closed, and known when it opens
    bool confidential = false;
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
    std::vector<std::string> facts;  // of the case file that were known: age, sex, nationality, …
  };
  // JSON in the shapes of docs/api/openapi.yaml, members known and of their type.
  using Body = boost::json::object;
  using Shown = base::Result<boost::json::object>;

  virtual ~DirectoryService() = default;
  virtual base::Result<Directory> directory(const Caller& caller) = 0;
  // Refusal bad_value with "field" need, state, age, within or pregnant; not_found for a case file
  // that she may not see.
  virtual base::Result<Answer> find(const Caller& caller, const Ask& ask) = 0;

  virtual Shown organisation(const Caller& caller, const std::string& organisation) = 0;
  // A new one where `organisation` or `service` is empty. Refusal bad_value ("field", "why") for
  // what is not sound: the listing's reasons.
  virtual Shown put_organisation(const Caller& caller, const std::string& organisation,
                                 const Body& body, base::SaveId save) = 0;
  virtual Shown put_service(const Caller& caller, const std::string& organisation,
                            const std::string& service, const Body& body, base::SaveId save) = 0;
  // Signed by the caller.
  virtual Shown say_beds(const Caller& caller, const std::string& service, const Body& body,
                         base::SaveId save) = 0;
  virtual Shown check(const Caller& caller, const std::string& service, const Body& body,
                      base::SaveId save) = 0;

  virtual Shown constitution(const Caller& caller) = 0;
  // Refusal bad_value ("field", "why") for a step without its evidence, or out of order.
  virtual Shown add_event(const Caller& caller, const Body& body, base::SaveId save) = 0;
  // RFC 5545; names nobody and nothing.
  virtual base::Result<std::string> calendar(const Caller& caller) = 0;
  virtual Shown templates(const Caller& caller) = 0;

  virtual Shown refer(const Caller& caller, const std::string& case_id, const Body& body,
                      base::SaveId save) = 0;
  // What is printed for a body without this system: the least there is.
  virtual Shown packet(const Caller& caller, const std::string& case_id,
                       const std::string& referral) = 0;
  virtual Shown close_referral(const Caller& caller, const std::string& case_id,
                               const std::string& referral, const Body& body,
                               base::SaveId save) = 0;
};

}  // namespace web
