//! The web portals and the command line of Rantai.

pub mod app;
pub mod audit;
pub mod business;
pub mod cli;
pub mod contact;
pub mod courier;
pub mod deeds;
pub mod demo;
pub mod distributor;
pub mod doors;
pub mod filled;
pub mod i18n;
pub mod links;
pub mod messages;
pub mod operator;
pub mod order_words;
pub mod print;
pub mod regions;
pub mod routes;
pub mod site;
pub mod storefront;
pub mod supplier;
pub mod sweep;
pub mod uploads;
pub mod web;
pub mod who;
