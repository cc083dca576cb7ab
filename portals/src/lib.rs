//! The web portals and the command line of Rantai.
//!
//! `web` explains how a page is added; `i18n` how it speaks.

pub mod i18n;
pub mod print;
pub mod uploads;
pub mod web;
