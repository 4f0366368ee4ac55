import { mount } from 'svelte'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/print.css'
import App from './app/App.svelte'
import { start_outbox } from './lib/outbox.svelte'
import { start_session } from './lib/session.svelte'
import { start_theme } from './lib/theme.svelte'

start_theme()
mount(App, { target: document.getElementById('app')! })
start_outbox()
void start_session()
