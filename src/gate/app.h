/* app.h - what one running Tandem is made of.  Made once at start, read by everyone. */
#ifndef GATE_APP_H
#define GATE_APP_H
#include "../domain/lens.h"
#include "../domain/practice.h"
#include "../http/server.h"
#include "../domain/prompts.h"
#include "../measure/builtin.h"
#include "../store/db.h"
#include "../store/vault.h"

typedef struct Worker Worker;
typedef struct Throttle Throttle;
typedef struct Req Req;
typedef struct Reply Reply;

typedef struct AppConfig {
    const char *data_dir;
    Str public_url;           /* "https://tandem.example"; links in invitations begin with it */
    bool secure_cookies;      /* TLS here or at the proxy: __Host- cookies, HSTS */
} AppConfig;

typedef struct App App;
struct App {
    AppConfig config;
    Arena *arena;             /* lives as long as the App */
    Db *db;
    Vault *vault;
    Secret *csrf_key;
    HttpServer *server;       /* NULL in tests that dispatch in process */
    SseHub *hub;              /* NULL there too */
    Worker *worker;           /* slow work: passwords */
    Throttle *throttle;       /* wrong passwords */
    _Atomic(const Lens *) lens;           /* words that blame or label, with the practice's own */
    const Lens *lens_builtin;             /* what came with the program */
    const MeasureSet *builtin;            /* what came with the program, skeletons too */
    Prompts questions;        /* to pick from in a session: the practice's file, else what came along */
    Prompts agendas;          /* topics to begin one with, the same way */
    _Atomic(const MeasureSet *) measures; /* with the practice's own, and what is in force */
    _Atomic(const Practice *) practice;   /* the practice of this house */
    int64_t drift_looked_ms;              /* the main thread's: when jobs/ last looked (0: never) */
    _Atomic int64_t clock_skew_ms;        /* tests move time; 0 otherwise */
    Str boot_nonce;
    Err (*reload_practice)(Ctx *cx, App *app);    /* and its questionnaires */
    Err (*error_page)(Ctx *cx, Req *rq, Reply *reply, ErrKind kind);   /* web's */
};

int64_t app_now_ms(const App *app);
const Practice *app_practice(const App *app);
#endif
