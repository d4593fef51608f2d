//! What is done for each address, one file for each resource and verb.

pub mod enrolment_get;
pub mod enrolments_post;
pub mod frozen_get;
pub mod health_post;
pub mod home_get;
pub mod kiosks_code_post;
pub mod kiosks_confirm_post;
pub mod kiosks_get;
pub mod kiosks_refuse_post;
pub mod kiosks_revoke_post;
pub mod log_in_get;
pub mod log_in_post;
pub mod log_out_post;
pub mod next_token_put;
pub mod releases_post;
pub mod statistics_csv_get;
pub mod statistics_get;
